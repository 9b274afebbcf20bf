import { WrongValue } from '../../errors.ts';
import { isNumber } from '../../order.ts';

/** The text of `format`, with each clause replaced by the next item. */
export function formatArguments(text: string, items: readonly unknown[]): string {
  let next = 0;
  const made = text.replaceAll(
    /%(?:\.(\d{1,2}))?(.?)/gsu,
    (clause, digits: string | undefined, verb: string) => {
      if (verb === '%') return '%';
      if (next >= items.length) throw new WrongValue(`format() has no item for ${clause}`);
      const item = items[next++];
      return formatClause(item, verb, digits === undefined ? 6 : Number(digits));
    },
  );
  if (next < items.length) throw new WrongValue('format() has items that no clause is for');
  return made;
}

function formatClause(item: unknown, verb: string, digits: number): string {
  switch (verb) {
    case 's':
      return formatItem(item);
    case 'd':
      return readInteger(item).toString();
    case 'f':
      return readNumber(item).toFixed(digits);
    case 'e':
      return readNumber(item).toExponential(digits);
    case 'b':
      return typeof item === 'boolean' ? (item ? '1' : '0') : readInteger(item).toString(2);
    case 'o':
      return readInteger(item).toString(8);
    case 'x':
      return formatHex(item);
    case 'X':
      return formatHex(item).toUpperCase();
    default:
      throw new WrongValue(`format() does not know %${verb}`, 'there are %s %d %f %e %x %X %o %b %%');
  }
}

function formatItem(item: unknown): string {
  if (Array.isArray(item)) return `[${item.map(formatItem).join(', ')}]`;
  if (item instanceof Map) return formatEntries([...(item as Map<unknown, unknown>)]);
  if (item !== null && typeof item === 'object' && Object.getPrototypeOf(item) === Object.prototype) {
    return formatEntries(Object.entries(item));
  }
  return String(item);
}

function formatEntries(entries: readonly (readonly [unknown, unknown])[]): string {
  return `{${entries.map(([key, value]) => `${String(key)}: ${formatItem(value)}`).join(', ')}}`;
}

function formatHex(item: unknown): string {
  return typeof item === 'string' ? Buffer.from(item).toString('hex') : readInteger(item).toString(16);
}

function readInteger(item: unknown): bigint {
  if (typeof item === 'bigint') return item;
  throw new WrongValue('format() wants a whole number for %d, %x, %o and %b');
}

function readNumber(item: unknown): number {
  if (isNumber(item)) return Number(item);
  throw new WrongValue('format() wants a number for %f and %e');
}
