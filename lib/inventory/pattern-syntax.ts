import { messageOf } from '../core/errors.ts';

/** One part of a pattern: `web`, `&edge`, `!db[1:]`, `~web\d+`. */
export interface PatternPart {
  readonly role: 'add' | 'keep' | 'drop';
  /** A group, a host, a glob or a regular expression of either, as written. */
  readonly name: string;
  /** What a glob or a regular expression fits; undefined for a plain name. */
  readonly fits: RegExp | undefined;
  /** Members from index to index, both counted in; negative ones count from the end. */
  readonly slice: { readonly from: number; readonly to: number | undefined } | undefined;
}

export interface PatternProblem {
  readonly message: string;
  readonly hint: string;
}

export interface ParsedPattern {
  readonly parts: readonly PatternPart[];
  readonly problems: readonly PatternProblem[];
}

const HINT =
  'write group or host names as in "web", "web:db", "web:&edge", "all:!db", "web[0]", "web[1:]", "w*", "~w\\d+"';

/** Takes a pattern apart. `:` and `,` inside brackets belong to the slice or to the regular expression. */
export function parsePattern(pattern: string): ParsedPattern {
  const parts: PatternPart[] = [];
  const problems: PatternProblem[] = [];
  for (const word of splitPattern(pattern)) {
    const part = parsePart(word.trim(), pattern);
    if ('message' in part) problems.push(part);
    else parts.push(part);
  }
  return { parts, problems };
}

/** Only a regular expression has other brackets than those of a slice, and escapes. */
function splitPattern(pattern: string): string[] {
  const words = [''];
  let depth = 0;
  for (const [, sign = ''] of pattern.matchAll(/(\\.|[^])/g)) {
    const regular = /^\s*[&!]?\s*~/.test(words.at(-1) ?? '');
    if ((sign === ':' || sign === ',') && depth === 0) words.push('');
    else words.push(`${words.pop() ?? ''}${sign}`);
    if (sign === '[' || (regular && /[({]/.test(sign))) depth += 1;
    if (sign === ']' || (regular && /[)}]/.test(sign))) depth = Math.max(0, depth - 1);
  }
  return words;
}

function parsePart(text: string, pattern: string): PatternPart | PatternProblem {
  if (text === '') return { message: `"${pattern}" has an empty part`, hint: HINT };
  const [, sign = '', rest = ''] = /^([&!]?)\s*(.*)$/s.exec(text) ?? [];
  const role = sign === '&' ? 'keep' : sign === '!' ? 'drop' : 'add';
  if (rest.startsWith('~')) return parseRegular(role, rest);
  const wrong = { message: `"${text}" is no host pattern`, hint: HINT };
  const match = /^(?<name>[\w.*?-]+)(?:\[(?<slice>[^\]]*)\])?$/.exec(rest)?.groups;
  const name = match?.['name'];
  if (name === undefined) return wrong;
  const fits = /[*?]/.test(name) ? compileGlob(name) : undefined;
  const written = match?.['slice'];
  if (written === undefined) return { role, name, fits, slice: undefined };
  const slice = parseSlice(written.trim());
  return slice ? { role, name, fits, slice } : wrong;
}

/** As in Ansible, it must fit from the start of a name, and may end before the name does. */
function parseRegular(role: PatternPart['role'], name: string): PatternPart | PatternProblem {
  const hint = 'after "~" stands a regular expression that names fit from their start';
  if (name === '~') return { message: '"~" stands alone', hint };
  try {
    return { role, name, fits: new RegExp(`^(?:${name.slice(1)})`), slice: undefined };
  } catch (error) {
    const reason = messageOf(error)
      .replace(/^.*\/: /, '')
      .toLowerCase();
    return { message: `"${name}" is no regular expression: ${reason}`, hint };
  }
}

function compileGlob(name: string): RegExp {
  const text = name.replace(/[.+^${}()|\\-]/g, '\\$&');
  return new RegExp(`^${text.replaceAll('*', '.*').replaceAll('?', '.')}$`);
}

function parseSlice(text: string): PatternPart['slice'] {
  if (/^-?\d+$/.test(text)) {
    const index = Number(text);
    return { from: index, to: index };
  }
  const match = /^(-?\d+)?\s*:\s*(-?\d+)?$/.exec(text);
  if (!match) return undefined;
  return { from: Number(match[1] ?? 0), to: match[2] === undefined ? undefined : Number(match[2]) };
}
