import { hashBytes } from '../../core/hash.ts';
import type { Environment } from '@marcbachmann/cel-js';
import { WrongValue } from '../errors.ts';
import { decodeBase64, encodeBase64 } from '../format.ts';

/** Functions on texts, numbers and lists, beyond those of cel-js. */
export function registerFunctions(environment: Environment): void {
  const add = (signature: string, handler: (...args: never[]) => unknown) => {
    environment.registerFunction(signature, handler, { async: false });
  };

  add('string.replace(string, string): string', (text: string, from: string, to: string) =>
    text.replaceAll(from, () => to),
  );
  add('regexReplace(string, string, string): string', replaceMatches);
  add('b64encode(string): string', encodeBase64);
  add('b64decode(string): string', decodeBase64);
  add('sha256(string): string', hashBytes);
  add('urlEncode(string): string', encodeURIComponent);
  add('fromJson(string): dyn', parseJson);
  add('range(int): list<int>', (count: bigint) => createRange(count));

  add('list.sort(): list', (list: readonly unknown[]) => [...list].sort(compare));
  add('list.distinct(): list', (list: readonly unknown[]) => listDistinct(list));
  add('list.flatten(): list', (list: readonly unknown[]) => list.flat());
  add('list.reverse(): list', (list: readonly unknown[]) => [...list].reverse());
  add('list.slice(int, int): list', (list: readonly unknown[], from: bigint, to: bigint) =>
    list.slice(Number(from), Number(to)),
  );
  add('list.sum(): dyn', (list: readonly unknown[]) => sum(list));
  add('list.min(): dyn', (list: readonly unknown[]) => pickFirst([...list].sort(compare), 'min'));
  add('list.max(): dyn', (list: readonly unknown[]) => pickFirst([...list].sort(compare).reverse(), 'max'));
}

/** CEL keeps whole and other numbers apart; people do not. */
export function registerOperators(environment: Environment): void {
  const operators = {
    '+': (a: number, b: number) => a + b,
    '-': (a: number, b: number) => a - b,
    '*': (a: number, b: number) => a * b,
    '/': (a: number, b: number) => a / b,
  };
  for (const [sign, run] of Object.entries(operators)) {
    const handler = (a: number | bigint, b: number | bigint) => run(Number(a), Number(b));
    environment.registerOperator(`int ${sign} double: double`, handler);
    environment.registerOperator(`double ${sign} int: double`, handler);
  }
}

function replaceMatches(text: string, pattern: string, replacement: string): string {
  try {
    return text.replaceAll(new RegExp(pattern, 'gu'), replacement);
  } catch {
    throw new WrongValue('regexReplace() wants a regular expression as its second value');
  }
}

function parseJson(text: string): unknown {
  try {
    return toCel(JSON.parse(text));
  } catch {
    throw new WrongValue('fromJson() wants a text in JSON');
  }
}

function toCel(value: unknown): unknown {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(toCel);
  if (value === null || typeof value !== 'object') return value;
  const safe = Object.entries(value).filter(([key]) => key !== '__proto__' && key !== 'constructor');
  return Object.fromEntries(safe.map(([key, item]) => [key, toCel(item)]));
}

function createRange(count: bigint): bigint[] {
  if (count < 0n || count > 100_000n) throw new WrongValue('range() wants a number from 0 to 100000');
  return Array.from({ length: Number(count) }, (_, index) => BigInt(index));
}

function compare(a: unknown, b: unknown): number {
  const numbers = isNumber(a) && isNumber(b);
  if (!numbers && !(typeof a === 'string' && typeof b === 'string')) {
    throw new WrongValue('only lists of numbers or of texts have an order');
  }
  return a < b ? -1 : a > b ? 1 : 0;
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

function listDistinct(list: readonly unknown[]): unknown[] {
  const known = new Set<unknown>();
  return list.filter((item) => {
    const key = item !== null && typeof item === 'object' ? describeItem(item) : item;
    return known.has(key) ? false : known.add(key);
  });
}

function describeItem(item: object): string {
  return JSON.stringify(item, (_, part: unknown) => (typeof part === 'bigint' ? Number(part) : part));
}

function sum(list: readonly unknown[]): number | bigint {
  if (!list.every(isNumber)) throw new WrongValue('sum() wants a list of numbers');
  if (list.every((item) => typeof item === 'bigint')) return list.reduce((total, item) => total + item, 0n);
  return list.reduce<number>((total, item) => total + Number(item), 0);
}

function pickFirst(list: readonly unknown[], name: string): unknown {
  if (list.length === 0) throw new WrongValue(`${name}() wants a list that is not empty`);
  return list[0];
}
