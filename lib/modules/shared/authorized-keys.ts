import { PlanFault } from '../step.ts';
import { splitLines } from './text-lines.ts';

/** One public key and what may be done with it, as a line of authorized_keys has them. */
export interface AuthorizedKey {
  /** As written, `from="10.0.0.0/8",no-pty`; "" for none. */
  readonly options: string;
  /** "ssh-ed25519" and so on. */
  readonly type: string;
  /** Base64. */
  readonly body: string;
  readonly comment: string;
}

/** What is asked of every key; what is undefined stays as it is. */
export interface KeyEdit {
  readonly keys: readonly AuthorizedKey[];
  readonly options?: string | undefined;
  readonly comment?: string | undefined;
  /** Whether all other keys go. */
  readonly exclusive: boolean;
}

/** Blanks end the options, unless they are within quotes. */
const OPTIONS = /^((?:[^\s"]|"(?:[^"\\]|\\.)*")+)\s+(.*)$/;

/** Undefined where the line has no public key: one that is empty, a comment, or damaged. */
export function parseKey(line: string): AuthorizedKey | undefined {
  const text = line.trim();
  if (text.startsWith('#')) return undefined;
  const [, options = '', rest = ''] = OPTIONS.exec(text) ?? [];
  return parseBare(text, '') ?? parseBare(rest, options);
}

/** The keys of a param, one a line. */
export function parseKeys(text: string): readonly AuthorizedKey[] | PlanFault {
  const lines = splitLines(text).filter((line) => !/^\s*(#|$)/.test(line));
  const keys = lines.flatMap((line) => parseKey(line) ?? []);
  if (keys.length > 0 && keys.length === lines.length) return keys;
  return new PlanFault(lines.length === 0 ? '"key" is empty' : '"key" has a line that is no public key', {
    hint: 'a public key is one line of a .pub file: ssh-ed25519 AAAA… comment',
  });
}

function parseBare(text: string, options: string): AuthorizedKey | undefined {
  const [, type = '', body = '', comment = ''] = /^(\S+)\s+(\S+)\s*(.*)$/.exec(text) ?? [];
  return isKey(type, body) ? { options, type, body, comment } : undefined;
}

/** The bytes of a key begin with the length of its type, and the type. */
function isKey(type: string, body: string): boolean {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(body)) return false;
  const bytes = Buffer.from(body, 'base64');
  if (bytes.length < 4) return false;
  const length = bytes.readUInt32BE(0);
  return bytes.toString('latin1', 4, 4 + length) === type && bytes.length > 4 + length;
}

export function formatKey({ options, type, body, comment }: AuthorizedKey): string {
  return [options, type, body, comment].filter((part) => part !== '').join(' ');
}

/** The text with each of the keys in it once. Editing what was edited changes nothing more. */
export function addKeys(text: string, edit: KeyEdit): string {
  const missing = new Map(edit.keys.map((key) => [key.body, key]));
  const lines = splitLines(text).flatMap((line) => {
    const present = parseKey(line);
    const wanted = present && edit.keys.find((key) => isSame(key, present));
    if (!wanted) return edit.exclusive && !/^\s*(#|$)/.test(line) ? [] : [line];
    if (!missing.delete(wanted.body)) return [];
    const edited = amend(present, wanted, edit);
    return formatKey(edited) === formatKey(present) ? [line] : [formatKey(edited)];
  });
  return joinLines([...lines, ...[...missing.values()].map((key) => formatKey(amend(key, key, edit)))]);
}

/** The text without the keys. */
export function removeKeys(text: string, keys: readonly AuthorizedKey[]): string {
  const kept = splitLines(text).filter((line) => {
    const present = parseKey(line);
    return !present || !keys.some((key) => isSame(key, present));
  });
  return joinLines(kept);
}

/** The keys that a text lets in. */
export function listKeys(text: string): readonly AuthorizedKey[] {
  return splitLines(text).flatMap((line) => parseKey(line) ?? []);
}

function amend(present: AuthorizedKey, wanted: AuthorizedKey, { options, comment }: KeyEdit): AuthorizedKey {
  return {
    ...present,
    options: options ?? (wanted.options === '' ? present.options : wanted.options),
    comment: comment ?? present.comment,
  };
}

function isSame(one: AuthorizedKey, other: AuthorizedKey): boolean {
  return one.type === other.type && one.body === other.body;
}

function joinLines(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
