import { Secret } from '../core/secret.ts';
import { Unknown } from '../core/unknown.ts';
import { stringifyYaml } from '../source/yaml-text.ts';
import { UnknownAccess, type Usage } from './access.ts';
import { WrongValue } from './errors.ts';

/** The text of a scalar. */
export function readText(value: unknown, usage: Usage): string {
  if (value instanceof Secret) return usage.reveal(value);
  if (value instanceof Unknown) throw new UnknownAccess(value);
  if (value === null) throw new WrongValue('a text is wanted, got null', 'give another with default');
  if (typeof value === 'object') {
    throw new WrongValue(
      `a text is wanted, got ${Array.isArray(value) ? 'a list' : 'a map'}`,
      'use json or yaml',
    );
  }
  return `${value as string | number | boolean}`;
}

export function formatJson(
  value: unknown,
  usage: Usage,
  { indent = 0 }: { readonly indent?: number } = {},
): string {
  return JSON.stringify(usage.revealDeep(value), null, indent);
}

/** Block text without its last line end. */
export function formatYaml(value: unknown, usage: Usage): string {
  return stringifyYaml(usage.revealDeep(value)).replace(/\n$/, '');
}

export function encodeBase64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

export function decodeBase64(text: string): string {
  const compact = text.replace(/\s/g, '');
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(compact)) throw new WrongValue('a text in base64 is wanted');
  return Buffer.from(compact, 'base64').toString('utf8');
}

/** One word for a POSIX shell. */
export function quoteWord(text: string): string {
  if (text.includes('\0')) throw new WrongValue('a shell word cannot contain a NUL byte');
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
