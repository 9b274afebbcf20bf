import type { Examination } from './examine.ts';
import { FORMATS } from './formats.ts';
import type { OrdinaryNode, OrdinarySchema } from './ordinary.ts';

type Pair = Pick<Examination, 'plain' | 'value'>;

/**
 * Whether a value fits a schema, as ajv judges it, without ajv's compiling it first: most values do, and of most
 * schemas a run checks one or two. Where nothing can be checked yet, anything fits.
 */
export function fits(schema: OrdinaryNode, pair: Pair): boolean {
  if (typeof schema === 'boolean') return schema;
  return (
    isOpaque(pair) || (fitsItself(schema, pair.plain) && fitsInside(schema, pair) && fitsOthers(schema, pair))
  );
}

/** An unknown or a template, for which `plain` has null. */
function isOpaque({ plain, value }: Pair): boolean {
  return plain === null && value !== null;
}

function fitsItself(schema: OrdinarySchema, plain: unknown): boolean {
  if (schema.type !== undefined && !isOfTypes(plain, schema.type)) return false;
  if (schema.enum && !schema.enum.includes(plain)) return false;
  if ('const' in schema && plain !== schema.const) return false;
  switch (typeof plain) {
    case 'string':
      return fitsText(schema, plain);
    case 'number':
      return isWithin(plain, schema.minimum, schema.maximum);
    default:
      return true;
  }
}

function isOfTypes(plain: unknown, types: string | readonly string[]): boolean {
  return typeof types === 'string' ? isOfType(plain, types) : types.some((type) => isOfType(plain, type));
}

function isOfType(plain: unknown, type: string): boolean {
  switch (type) {
    case 'null':
      return plain === null;
    case 'array':
      return Array.isArray(plain);
    case 'object':
      return isMap(plain);
    case 'integer':
      return Number.isInteger(plain);
    case 'number':
      return Number.isFinite(plain);
    default:
      return typeof plain === type;
  }
}

/** What JSON Schema calls an object. */
function isMap(plain: unknown): plain is Readonly<Record<string, unknown>> {
  return plain !== null && typeof plain === 'object' && !Array.isArray(plain);
}

function isWithin(size: number, least = -Infinity, most = Infinity): boolean {
  return size >= least && size <= most;
}

function fitsText({ minLength, maxLength, pattern, format }: OrdinarySchema, text: string): boolean {
  if ((minLength ?? maxLength) !== undefined && !isWithin(Array.from(text).length, minLength, maxLength))
    return false;
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(text)) return false;
  return format === undefined || FORMATS.get(format)?.test(text) === true;
}

function fitsInside(schema: OrdinarySchema, pair: Pair): boolean {
  if (Array.isArray(pair.plain)) return fitsList(schema, pair.plain, pair.value as readonly unknown[]);
  if (isMap(pair.plain)) return fitsMap(schema, pair.plain, pair.value as Readonly<Record<string, unknown>>);
  return true;
}

function fitsList(
  { items = true, minItems, maxItems }: OrdinarySchema,
  plain: readonly unknown[],
  values: readonly unknown[],
): boolean {
  if (!isWithin(plain.length, minItems, maxItems)) return false;
  return plain.every((item, index) => fits(items, { plain: item, value: values[index] }));
}

function fitsMap(
  schema: OrdinarySchema,
  plain: Readonly<Record<string, unknown>>,
  values: Readonly<Record<string, unknown>>,
): boolean {
  const { properties = {}, additionalProperties = true, propertyNames } = schema;
  const names = Object.keys(plain);
  if (!isWithin(names.length, schema.minProperties)) return false;
  if (schema.required?.some((name) => plain[name] === undefined)) return false;
  if (schema.exactlyOne && schema.exactlyOne.filter((name) => name in plain).length !== 1) return false;
  if (names.some((name) => plain[name] !== undefined && !hasDependencies(schema, name, plain))) return false;
  return names.every((name) => {
    if (propertyNames !== undefined && !fits(propertyNames, { plain: name, value: name })) return false;
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    return fits(property ?? additionalProperties, { plain: plain[name], value: values[name] });
  });
}

function hasDependencies(
  { dependencies = {} }: OrdinarySchema,
  name: string,
  plain: Readonly<Record<string, unknown>>,
): boolean {
  return (
    !Object.hasOwn(dependencies, name) ||
    dependencies[name]?.every((other) => plain[other] !== undefined) === true
  );
}

/** What other schemas say of the same value. Those that only decide take what cannot be checked for null, as ajv does. */
function fitsOthers(schema: OrdinarySchema, pair: Pair): boolean {
  const { allOf, anyOf, not, if: condition, then: due = true, else: otherwise = true } = schema;
  const whole = { plain: pair.plain, value: pair.plain };
  if (allOf && !allOf.every((one) => fits(one, pair))) return false;
  if (anyOf && !anyOf.some((one) => fits(one, pair))) return false;
  if (not !== undefined && fits(not, whole)) return false;
  return condition === undefined || fits(fits(condition, whole) ? due : otherwise, pair);
}
