/** One part of a pattern: `web`, `&edge`, `!db[1:]`. */
export interface PatternPart {
  readonly role: 'add' | 'keep' | 'drop';
  /** A group, a host or a glob of either. */
  readonly name: string;
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
  'write group or host names as in "web", "web:db", "web:&edge", "all:!db", "web[0]", "web[1:]", "w*"';

/** Takes a pattern apart. `:` inside brackets belongs to the slice. */
export function parsePattern(pattern: string): ParsedPattern {
  const parts: PatternPart[] = [];
  const problems: PatternProblem[] = [];
  for (const word of pattern.split(/[,:](?![^[\]]*\])/)) {
    const text = word.trim();
    const part = parsePart(text);
    if (part) parts.push(part);
    else if (text.startsWith('~')) {
      problems.push({ message: `"${text}" is a regular expression`, hint: 'use the globs * and ? instead' });
    } else {
      problems.push({
        message: text === '' ? `"${pattern}" has an empty part` : `"${text}" is no host pattern`,
        hint: HINT,
      });
    }
  }
  return { parts, problems };
}

function parsePart(text: string): PatternPart | undefined {
  const match = /^(?<role>[&!]?)\s*(?<name>[\w.*?-]+)(?:\[(?<slice>[^\]]*)\])?$/.exec(text)?.groups;
  if (!match?.['name']) return undefined;
  const role = match['role'] === '&' ? 'keep' : match['role'] === '!' ? 'drop' : 'add';
  if (match['slice'] === undefined) return { role, name: match['name'], slice: undefined };
  const slice = parseSlice(match['slice'].trim());
  return slice && { role, name: match['name'], slice };
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
