import { hashBytes } from '../../core/hash.ts';
import { isDeepStrictEqual } from 'node:util';
import { readKey, type Usage } from '../access.ts';
import { WrongValue } from '../errors.ts';
import { encodeBase64, formatJson, formatYaml, quoteWord, readText } from '../format.ts';
import { isFilled } from './blocks.ts';

export interface HelperCall {
  /** Values of the scope, which may hold Secret and Unknown instances inside. */
  readonly args: readonly unknown[];
  readonly usage: Usage;
}

export interface Helper {
  readonly summary: string;
  /** Fewest and most values it takes. */
  readonly arity: readonly [number, number];
  /** Its first value may be missing. */
  readonly lenient?: true;
  readonly run: (call: HelperCall) => unknown;
}

/** All that a template can call, besides the blocks. */
export const HELPERS: Readonly<Record<string, Helper>> = {
  default: {
    summary: 'The value, or another where it is missing or null.',
    arity: [2, 2],
    lenient: true,
    run: ({ args: [value, other] }) => value ?? other,
  },
  lookup: { summary: 'The entry of a map or list by its key or index.', arity: [2, 2], run: lookUp },
  json: {
    summary: 'The value as JSON; a number after it indents.',
    arity: [1, 2],
    run: ({ args: [value, indent], usage }) => formatJson(value, usage, { indent: Number(indent ?? 0) }),
  },
  yaml: {
    summary: 'The value as YAML block text.',
    arity: [1, 1],
    run: ({ args: [value], usage }) => formatYaml(value, usage),
  },
  join: {
    summary: 'The items of a list as one text, with a text between them (default ",").',
    arity: [1, 2],
    run: ({ args: [list, between], usage }) =>
      readList(list)
        .map((item) => readText(item, usage))
        .join(between === undefined ? ',' : readText(between, usage)),
  },
  indent: {
    summary: 'The text with every line but the first moved right by a number of spaces.',
    arity: [2, 2],
    run: ({ args: [text, count], usage }) =>
      readText(text, usage).replaceAll(/\n(?!\n|$)/g, `\n${' '.repeat(readCount(count))}`),
  },
  length: { summary: 'How many items, entries or characters.', arity: [1, 1], run: measure },
  quote: textHelper('The text as one word for a shell.', quoteWord),
  b64encode: textHelper('The text in base64.', encodeBase64),
  urlencode: textHelper('The text as a part of a URL.', encodeURIComponent),
  lower: textHelper('The text in lower case.', (text) => text.toLowerCase()),
  upper: textHelper('The text in upper case.', (text) => text.toUpperCase()),
  trim: textHelper('The text without white space around it.', (text) => text.trim()),
  sha256: textHelper('The SHA-256 of the text, in hex.', hashBytes),
  eq: { summary: 'Whether two values are equal.', arity: [2, 2], run: isEqual },
  ne: { summary: 'Whether two values differ.', arity: [2, 2], run: (call) => !isEqual(call) },
  and: { summary: 'Whether all values are filled.', arity: [2, 9], run: ({ args }) => args.every(isFilled) },
  or: {
    summary: 'Whether one of the values is filled.',
    arity: [2, 9],
    run: ({ args }) => args.some(isFilled),
  },
  not: { summary: 'Whether the value is not filled.', arity: [1, 1], run: ({ args }) => !isFilled(args[0]) },
  in: {
    summary: 'Whether a list has an item, a map a key, or a text another text.',
    arity: [2, 2],
    run: ({ args: [needle, holder], usage }) => holds(usage.revealDeep(needle), usage.revealDeep(holder)),
  },
};

function textHelper(summary: string, change: (text: string) => string): Helper {
  return { summary, arity: [1, 1], run: ({ args, usage }) => change(readText(args[0], usage)) };
}

function readList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new WrongValue('a list is wanted');
}

function readCount(value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 1000) return value;
  throw new WrongValue('a number of spaces is wanted', 'write {{indent text 4}}');
}

function lookUp({ args: [holder, name], usage }: HelperCall): unknown {
  if (holder === null || typeof holder !== 'object') throw new WrongValue('a map or a list is wanted');
  return readKey(holder, readText(name, usage));
}

function measure({ args: [value], usage }: HelperCall): number {
  if (Array.isArray(value)) return value.length;
  const plain = usage.revealDeep(value);
  if (typeof plain === 'string') return Array.from(plain).length;
  if (plain !== null && typeof plain === 'object') return Object.keys(plain).length;
  throw new WrongValue('a list, a map or a text is wanted');
}

function isEqual({ args: [a, b], usage }: HelperCall): boolean {
  return isDeepStrictEqual(usage.revealDeep(a), usage.revealDeep(b));
}

function holds(needle: unknown, holder: unknown): boolean {
  if (Array.isArray(holder)) return holder.some((item) => isDeepStrictEqual(item, needle));
  if (typeof holder === 'string') return holder.includes(String(needle));
  if (holder !== null && typeof holder === 'object') return Object.hasOwn(holder, String(needle));
  throw new WrongValue('a list, a map or a text is wanted');
}
