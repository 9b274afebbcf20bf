import { Ajv } from 'ajv';
import { Secret } from '../../lib/core/secret.ts';
import { Unknown } from '../../lib/core/unknown.ts';
import type { ObjectSchema } from '../../lib/schema/build.ts';

/** The keywords of ours that a params schema may carry. */
interface OwnSchema {
  readonly default?: unknown;
  readonly resolve?: 'template' | 'file';
  readonly expressions?: true;
  readonly coerceToList?: true;
  readonly properties?: Readonly<Record<string, OwnSchema>>;
  readonly items?: OwnSchema;
}

/** Params as a module gets them, from params as YAML has them: defaults filled in, single words in a list. */
export function completeParams(schema: OwnSchema, value: unknown): unknown {
  if (schema.coerceToList && typeof value === 'string') return [value];
  if (!isPlain(value) || !schema.properties) return value;
  const complete: Record<string, unknown> = { ...value };
  for (const [name, property] of Object.entries(schema.properties)) {
    const part = complete[name] ?? structuredClone(property.default);
    if (part !== undefined) complete[name] = completeParams(property, part);
  }
  return complete;
}

/** What the schema finds wrong with params, in one line each. Values only the engine makes count as their text. */
export function listIssues(schema: ObjectSchema, value: unknown): string[] {
  const ajv = new Ajv({ strict: false, allErrors: true, formats: { 'absolute-path': /^\// } });
  const validate = ajv.compile(schema);
  validate(writtenForm(schema, value));
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) =>
      `${instancePath || '/'} ${message ?? 'is wrong'} ${JSON.stringify(params)}`,
  );
}

/** What a result schema finds wrong; fields that cannot be known are let be. */
export function listResultIssues(schema: ObjectSchema, result: Readonly<Record<string, unknown>>): string[] {
  const known = Object.fromEntries(Object.entries(result).filter(([, field]) => !(field instanceof Unknown)));
  const unknown = new Set(Object.keys(result).filter((name) => !(name in known)));
  const strangers = [...unknown].filter((name) => !(name in schema.properties));
  const required = ((schema as { required?: readonly string[] }).required ?? []).filter(
    (name) => !unknown.has(name),
  );
  const shape = { ...schema, required } as ObjectSchema;
  return [...strangers.map((name) => `/ has no field ${name}`), ...listIssues(shape, known)];
}

/** Params as someone would have written them in YAML. */
function writtenForm(schema: OwnSchema, value: unknown): unknown {
  if (value instanceof Secret) return value.reveal();
  if (value instanceof Unknown) return 'unknown';
  if (schema.resolve && isPlain(value)) return value['path'];
  if (schema.expressions && Array.isArray(value)) return value.map((part: { text: string }) => part.text);
  if (schema.coerceToList && typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.map((item) => writtenForm(schema.items ?? {}, item));
  if (!isPlain(value)) return value;
  const parts = Object.entries(value).map(([name, part]) => [
    name,
    writtenForm(schema.properties?.[name] ?? {}, part),
  ]);
  return Object.fromEntries(parts);
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return false;
  return Object.getPrototypeOf(value) === Object.prototype;
}
