import { WrongValue } from '../../errors.ts';

interface Parts {
  readonly numbers: readonly [number, number, number];
  /** "rc.1" of "1.0.0-rc.1". */
  readonly prerelease: string;
  /** "k3s1" of "1.30.4+k3s1". */
  readonly build: string;
}

const STRICT = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?$/;
const LENIENT = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?$/;

abstract class Release {
  readonly text: string;
  readonly parts: Parts;

  constructor(text: string, parts: Parts) {
    this.text = text;
    this.parts = parts;
  }

  toString(): string {
    return this.text;
  }
}

/** A version by the rules of semver.org, where what stands behind "+" has no order. */
export class Semver extends Release {
  compare(other: Semver): number {
    return compareParts(this.parts, other.parts);
  }
}

/** A version as K3s and others have it: "v" before it, fewer numbers, and an order of what stands behind "+". */
export class Version extends Release {
  compare(other: Version): number {
    return compareParts(this.parts, other.parts) || compareWords(this.parts.build, other.parts.build);
  }
}

/** `normalize`: also with "v" before it, with fewer numbers, and with zeros before them, as Kubernetes has it. */
export function trySemver(text: string, normalize = false): Semver | undefined {
  const parts = parseParts(text, normalize ? LENIENT : STRICT);
  return parts && new Semver(normalize ? formatParts(parts) : text, parts);
}

export function parseSemver(text: string, normalize = false): Semver {
  const semver = trySemver(text, normalize);
  if (!semver) throw new WrongValue('a version such as "1.30.4" is wanted', 'version(…) takes others too');
  return semver;
}

export function parseVersion(text: string): Version {
  const parts = parseParts(text, LENIENT);
  if (!parts) throw new WrongValue('a version such as "v1.30.4+k3s1" is wanted');
  return new Version(text, parts);
}

function parseParts(text: string, pattern: RegExp): Parts | undefined {
  const match = pattern.exec(text);
  if (!match) return undefined;
  const [, major = '0', minor = '0', patch = '0', prerelease = '', build = ''] = match;
  return { numbers: [Number(major), Number(minor), Number(patch)], prerelease, build };
}

function formatParts({ numbers, prerelease, build }: Parts): string {
  return numbers.join('.') + (prerelease && `-${prerelease}`) + (build && `+${build}`);
}

function compareParts(a: Parts, b: Parts): number {
  const [numbers, others] = [a.numbers, b.numbers];
  const at = numbers.findIndex((number, index) => number !== others[index]);
  if (at >= 0) return Math.sign((numbers[at] ?? 0) - (others[at] ?? 0));
  // A release comes after all that were made on the way to it.
  if (a.prerelease === '' || b.prerelease === '') {
    return Number(a.prerelease === '') - Number(b.prerelease === '');
  }
  return compareWords(a.prerelease, b.prerelease);
}

/** Word by word: numbers by size and before other words; of two alike as far as they go the shorter is first. */
function compareWords(a: string, b: string): number {
  const [words, others] = [splitWords(a), splitWords(b)];
  for (const [at, word] of words.entries()) {
    const other = others[at];
    if (other === undefined) return 1;
    const order = compareWord(word, other);
    if (order !== 0) return order;
  }
  return words.length < others.length ? -1 : 0;
}

/** "k3s10" is "k3s" and 10, so that it comes after "k3s9"; "rc.1" likewise. */
function splitWords(text: string): string[] {
  return text.split('.').flatMap((word) => {
    const [, letters = '', digits = ''] = /^(.*?[^\d])(\d+)$/.exec(word) ?? [];
    return letters === '' ? [word] : [letters, digits];
  });
}

function compareWord(a: string, b: string): number {
  const [isNumber, isOtherNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (isNumber && isOtherNumber) return Math.sign(Number(a) - Number(b));
  if (isNumber !== isOtherNumber) return isNumber ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
