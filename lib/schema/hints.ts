import { isPlainMap } from './examine.ts';

export interface Wanted {
  readonly schema: Readonly<Record<string, unknown>>;
  readonly type: unknown;
  readonly data: unknown;
  readonly hidden: boolean;
}

/** How to write a value of the wrong type so that it is of the right one. */
export function hintWanted({ schema, type, data, hidden }: Wanted): string | undefined {
  if (hidden) return undefined;
  if (type === 'string' && typeof data === 'number')
    return schema['fileMode'] === true ? hintMode(data) : hintText(data);
  if (type === 'string' && typeof data === 'boolean') return `write "${data}"`;
  if (type === 'boolean' && typeof data === 'string') return hintBoolean(data);
  if ((type === 'integer' || type === 'number') && typeof data === 'string' && /^-?\d+(\.\d+)?$/.test(data)) {
    return `write ${data} without quotes`;
  }
  if (type === 'array' && (typeof data === 'string' || typeof data === 'number')) return `write [${data}]`;
  if (type === 'array' && isPlainMap(data)) return 'put "- " before each item';
  return undefined;
}

/** A fraction may have been written otherwise: YAML reads 1.10 as 1.1. */
function hintText(value: number): string {
  return Number.isInteger(value) ? `write "${value}"` : 'quote it, as it was written';
}

/**
 * A number where a file mode is meant. YAML 1.2 reads 0644 as the number 644, and 0o644 as 420; whether 420
 * was written as such cannot be told.
 */
function hintMode(value: number): string {
  const digits = String(value);
  const octal = Number.isInteger(value) && value >= 0 ? value.toString(8) : '';
  const asWritten = /^[0-7]{1,4}$/.test(digits) ? `write "${digits.padStart(4, '0')}"` : undefined;
  if (octal.length !== 3) return asWritten ?? 'write it as octal digits in quotes, such as "0644"';
  return asWritten ? `${asWritten}, or "0${octal}" if 0o${octal} was written` : `write "0${octal}"`;
}

function hintBoolean(text: string): string | undefined {
  if (/^(yes|on|y|true|1)$/i.test(text)) return 'write true, without quotes';
  if (/^(no|off|n|false|0)$/i.test(text)) return 'write false, without quotes';
  return undefined;
}
