import { WrongValue } from './errors.ts';

/** For sorting: numbers by size, texts by their characters. Throws WrongValue for all else, and a mix of them. */
export function compareValues(a: unknown, b: unknown): number {
  const numbers = isNumber(a) && isNumber(b);
  if (!numbers && !(typeof a === 'string' && typeof b === 'string')) {
    throw new WrongValue('only lists of numbers or of texts have an order');
  }
  return a < b ? -1 : a > b ? 1 : 0;
}

/** cel-js has whole numbers as bigint. */
export function isNumber(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}
