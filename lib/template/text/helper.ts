import type { Usage } from '../access.ts';
import { WrongValue } from '../errors.ts';
import { readText } from '../format.ts';

/** What a value given to a helper is; "text" is anything that prints: a text, a number, a boolean. */
export type ValueType = 'text' | 'number' | 'boolean' | 'list' | 'map' | 'any';

export interface HelperParam {
  readonly name: string;
  /** It is one of these. */
  readonly types: readonly ValueType[];
  /** It need not be given. */
  readonly optional: boolean;
  /** Any number of further ones may follow it. */
  readonly repeated: boolean;
}

export interface HelperCall {
  /** Values of the scope, which may hold Secret and Unknown instances inside. */
  readonly args: readonly unknown[];
  readonly usage: Usage;
}

export interface HelperExample {
  readonly text: string;
  readonly output: string;
}

export interface Helper {
  /** What it is about, as a heading of docs. */
  readonly topic: string;
  readonly summary: string;
  readonly params: readonly HelperParam[];
  readonly returns: ValueType;
  /** Templates with what they make of EXAMPLE_VARIABLES. */
  readonly examples: readonly HelperExample[];
  /** Its first value may be missing. */
  readonly lenient: boolean;
  readonly run: (call: HelperCall) => unknown;
}

interface HelperDraft {
  readonly summary: string;
  /** By name: `list`, `list|map`, `number?` where it need not be given, `any*` for any number of them. */
  readonly params: Readonly<Record<string, string>>;
  readonly returns: ValueType;
  /** Templates by turns with their output. */
  readonly examples: Readonly<Record<string, string>>;
  readonly lenient?: true;
  readonly run: (call: HelperCall) => unknown;
}

/** A helper before it is told what it is about. */
export type BareHelper = Omit<Helper, 'topic'>;

/** Helpers by name, under one heading of docs. */
export function gatherHelpers(
  topic: string,
  helpers: Readonly<Record<string, BareHelper>>,
): Readonly<Record<string, Helper>> {
  return Object.fromEntries(Object.entries(helpers).map(([name, helper]) => [name, { topic, ...helper }]));
}

export function defineHelper({ params, examples, lenient, ...rest }: HelperDraft): BareHelper {
  return {
    ...rest,
    lenient: lenient ?? false,
    params: Object.entries(params).map(([name, type]) => ({
      name,
      types: type.replace(/[?*]$/, '').split('|') as ValueType[],
      optional: /[?*]$/.test(type),
      repeated: type.endsWith('*'),
    })),
    examples: Object.entries(examples).map(([text, output]) => ({ text, output })),
  };
}

interface TextHelperDraft {
  readonly summary: string;
  readonly examples: Readonly<Record<string, string>>;
  readonly change: (text: string) => string;
}

/** A helper that makes a text from one text. */
export function defineTextHelper({ change, ...draft }: TextHelperDraft): BareHelper {
  return defineHelper({
    ...draft,
    params: { text: 'text' },
    returns: 'text',
    run: ({ args: [text], usage }) => change(readText(text, usage)),
  });
}

/** The parameter that takes the value at this place. */
export function paramAt({ params }: Helper, index: number): HelperParam | undefined {
  const last = params.at(-1);
  return params[index] ?? (last?.repeated === true ? last : undefined);
}

/** Fewest and most values a helper takes. */
export function arityOf({ params }: Helper): readonly [number, number] {
  const least = params.filter(({ optional }) => !optional).length;
  return [least, params.some(({ repeated }) => repeated) ? Infinity : params.length];
}

/** `join list [between]` */
export function describeCallOf(name: string, { params }: Helper): string {
  const words = params.map(({ name: word, optional, repeated }) => {
    const shown = repeated ? `${word}…` : word;
    return optional ? `[${shown}]` : shown;
  });
  return [name, ...words].join(' ');
}

const NOUNS: Readonly<Record<ValueType, string>> = {
  text: 'a text',
  number: 'a number',
  boolean: 'a boolean',
  list: 'a list',
  map: 'a map',
  any: 'a value',
};

export function nameTypes(types: readonly ValueType[]): string {
  const nouns = types.map((type) => NOUNS[type]);
  return nouns.length < 2 ? nouns.join('') : `${nouns.slice(0, -1).join(', ')} or ${nouns.at(-1) ?? ''}`;
}

/** Whether a value of one type is good where one of others is wanted. */
export function fitsTypes(type: ValueType, wanted: readonly ValueType[]): boolean {
  if (type === 'any' || wanted.includes('any') || wanted.includes(type)) return true;
  return wanted.includes('text') && (type === 'number' || type === 'boolean');
}

export function readList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new WrongValue('a list is wanted');
}

export function readMap(value: unknown): Readonly<Record<string, unknown>> {
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw new WrongValue('a map is wanted');
}

/** A whole number from 0 on, also as a text of digits. */
export function readCount(value: unknown, usage: Usage, most = 100_000): number {
  const number = readNumber(value, usage);
  if (Number.isInteger(number) && number >= 0 && number <= most) return number;
  throw new WrongValue(`a whole number from 0 to ${most} is wanted`);
}

export function readNumber(value: unknown, usage: Usage): number {
  const text = readText(value, usage);
  const number = Number(text);
  if (text.trim() !== '' && Number.isFinite(number)) return number;
  throw new WrongValue('a number is wanted');
}
