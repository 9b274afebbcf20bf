import type { Span } from '../../core/diagnostic.ts';
import { Secret } from '../../core/secret.ts';
import { Unknown } from '../../core/unknown.ts';
import { UnknownAccess, type Usage } from '../access.ts';
import { WrongValue } from '../errors.ts';
import { readText } from '../format.ts';
import { describeSpan } from '../position.ts';
import { readList, readMap, readNumber } from '../text/helper.ts';
import type { Filter, FilterType } from './define.ts';

/** A filter of the user's, with the file it is written in. */
export interface OwnFilter {
  readonly filter: Filter;
  readonly file: string;
  /** What it threw, in words and with the place in the user's own code. */
  explain(error: unknown): { readonly message: string; readonly place: Span };
}

/** Thrown where a filter of the user's threw, or gave what it does not say. */
export class FailedFilter extends WrongValue {
  override readonly code = 'filter-failed';
}

/**
 * Calls a filter on values of a scope. It gets plain data: what is secret is revealed and noted as used, what is
 * unknown makes the result unknown without a call.
 */
export function callFilter(own: OwnFilter, args: readonly unknown[], usage: Usage): unknown {
  const { filter } = own;
  for (const arg of args) notePublic(arg, usage);
  const plain = args.map((arg, at) => readArgument(arg, filter.params[at]?.type ?? 'any', usage));
  try {
    return readMade(filter.apply(...(plain as never[])), filter.result, usage);
  } catch (error) {
    if (error instanceof UnknownAccess) throw error;
    const { message, place } = own.explain(error);
    throw new FailedFilter(`${usage.redact(message)}, in ${describeSpan(place)}`);
  }
}

/** What is plain beside a secret stays plain where the filter hands it on, names of entries above all. */
function notePublic(value: unknown, usage: Usage): void {
  if (typeof value === 'string') usage.notePublic(value);
  if (value === null || typeof value !== 'object') return;
  if (value instanceof Secret || value instanceof Unknown) return;
  for (const [key, part] of Object.entries(value)) {
    usage.notePublic(key);
    notePublic(part, usage);
  }
}

function readArgument(value: unknown, type: FilterType, usage: Usage): unknown {
  switch (type) {
    case 'text':
      return readText(value, usage);
    case 'number':
      return readNumber(value, usage);
    case 'boolean':
      return readBoolean(usage.revealDeep(value));
    case 'list':
      return readList(usage.revealDeep(value));
    case 'map':
      return readMap(usage.revealDeep(value));
    case 'any':
      return usage.revealDeep(value);
  }
}

function readBoolean(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new WrongValue('true or false is wanted');
}

/** What a filter made, as plain data. */
function readMade(made: unknown, wanted: FilterType, usage: Usage): unknown {
  const value = copyData(made, usage);
  if (wanted === 'any' || typeOf(value) === wanted) return value;
  throw new Error(`it gives ${nameOf(made)}, where it says ${wanted}`);
}

function copyData(value: unknown, usage: Usage): unknown {
  if (value instanceof Secret) return usage.reveal(value);
  if (value instanceof Unknown) throw new UnknownAccess(value);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (Array.isArray(value)) return value.map((item) => copyData(item, usage));
  if (!isPlain(value)) throw new Error(`it gives ${nameOf(value)}, which is no data`);
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  return Object.fromEntries(entries.map(([key, part]) => [key, copyData(part, usage)]));
}

function isPlain(value: unknown): value is object {
  if (value === null || typeof value !== 'object') return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function typeOf(value: unknown): FilterType | undefined {
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number' || typeof value === 'boolean') return typeof value as 'number' | 'boolean';
  if (Array.isArray(value)) return 'list';
  return value === null ? undefined : 'map';
}

function nameOf(value: unknown): string {
  if (value instanceof Promise) return 'a promise';
  if (value === undefined) return 'nothing';
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (typeof value === 'function') return 'a function';
  return typeOf(value) === 'map' && !isPlain(value) ? 'an object of a class' : (typeOf(value) ?? 'null');
}
