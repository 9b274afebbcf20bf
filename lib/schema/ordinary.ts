import { isPlainMap } from './examine.ts';
import { FORMATS } from './formats.ts';

/** A schema made of the usual keywords only, each written as it must be. */
export interface OrdinarySchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: OrdinaryNode;
  readonly minProperties?: number;
  readonly required?: readonly string[];
  readonly exactlyOne?: readonly string[];
  /** Properties that a property wants beside it. */
  readonly dependencies?: Readonly<Record<string, readonly string[]>>;
  readonly propertyNames?: OrdinaryNode;
  readonly properties?: Readonly<Record<string, OrdinaryNode>>;
  readonly additionalProperties?: OrdinaryNode;
  readonly allOf?: readonly OrdinaryNode[];
  readonly anyOf?: readonly OrdinaryNode[];
  readonly not?: OrdinaryNode;
  readonly if?: OrdinaryNode;
  readonly then?: OrdinaryNode;
  readonly else?: OrdinaryNode;
}

export type OrdinaryNode = OrdinarySchema | boolean;

/** Whether a schema is surely right and says nothing that `fits` does not know. `own`: keywords that only we read. */
export function isOrdinary(schema: unknown, own: readonly string[]): schema is OrdinaryNode {
  if (typeof schema === 'boolean') return true;
  if (!isPlainMap(schema)) return false;
  return Object.entries(schema).every(([keyword, wanted]) => {
    if (own.includes(keyword)) return true;
    if (SUBSCHEMAS.has(keyword)) return isOrdinary(wanted, own) && isTogether(keyword, schema);
    if (SUBSCHEMA_LISTS.has(keyword)) return isList(wanted) && wanted.every((one) => isOrdinary(one, own));
    if (keyword === 'properties')
      return isPlainMap(wanted) && Object.values(wanted).every((one) => isOrdinary(one, own));
    return WRITTEN.get(keyword)?.(wanted) ?? false;
  });
}

/** `if`, `then` and `else` mean nothing alone. */
function isTogether(keyword: string, schema: Readonly<Record<string, unknown>>): boolean {
  if (keyword === 'if') return 'then' in schema || 'else' in schema;
  return (keyword !== 'then' && keyword !== 'else') || 'if' in schema;
}

const SUBSCHEMAS: ReadonlySet<string> = new Set([
  'items',
  'additionalProperties',
  'propertyNames',
  'not',
  'if',
  'then',
  'else',
]);
const SUBSCHEMA_LISTS: ReadonlySet<string> = new Set(['allOf', 'anyOf']);
const TYPES: readonly unknown[] = ['string', 'number', 'integer', 'boolean', 'array', 'object', 'null'];

/** How the other keywords must be written; of some, less than JSON Schema allows. */
const WRITTEN: ReadonlyMap<string, (wanted: unknown) => boolean> = new Map([
  ['description', isText],
  ['title', isText],
  ['default', () => true],
  ['examples', isList],
  [
    'type',
    (wanted) => TYPES.includes(wanted) || (isChoice(wanted) && wanted.every((one) => TYPES.includes(one))),
  ],
  ['enum', isChoice],
  ['const', isScalar],
  ['minimum', Number.isFinite],
  ['maximum', Number.isFinite],
  ['minLength', isCount],
  ['maxLength', isCount],
  ['minItems', isCount],
  ['maxItems', isCount],
  ['minProperties', isCount],
  ['required', isNames],
  ['exactlyOne', isNames],
  ['dependencies', (wanted) => isPlainMap(wanted) && Object.values(wanted).every(isNames)],
  ['pattern', isPattern],
  ['format', (wanted) => FORMATS.has(String(wanted))],
]);

function isText(wanted: unknown): boolean {
  return typeof wanted === 'string';
}

function isCount(wanted: unknown): boolean {
  return Number.isSafeInteger(wanted) && Number(wanted) >= 0;
}

function isNames(wanted: unknown): boolean {
  return isList(wanted) && isDistinct(wanted) && wanted.every(isText);
}

function isList(wanted: unknown): wanted is readonly unknown[] {
  return Array.isArray(wanted);
}

function isDistinct(list: readonly unknown[]): boolean {
  return new Set(list).size === list.length;
}

function isScalar(wanted: unknown): boolean {
  return wanted === null || ['string', 'number', 'boolean'].includes(typeof wanted);
}

function isChoice(wanted: unknown): wanted is readonly unknown[] {
  return isList(wanted) && wanted.length > 0 && isDistinct(wanted) && wanted.every(isScalar);
}

function isPattern(wanted: unknown): boolean {
  try {
    return typeof wanted === 'string' && new RegExp(wanted, 'u').source !== '';
  } catch {
    return false;
  }
}
