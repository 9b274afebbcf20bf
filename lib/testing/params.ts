import type { ObjectSchema, TSchema } from '../schema/build.ts';
import { createValidator, type SchemaIssue } from '../schema/validate.ts';

type Values = Readonly<Record<string, unknown>>;

const validator = createValidator();

/**
 * Params as a module gets them: validated and defaulted by the schema. Files and expressions may stand there
 * as the engine makes them.
 */
export function completeParams(schema: ObjectSchema, params: Values): { params: Values; issues: string[] } {
  const { value, issues } = validator.check(schema, writtenForm(schema, params));
  return { params: putBack(schema, value as Values, params), issues: issues.map(describeIssue) };
}

/** What the engine makes of written text, in place of the text. */
function putBack(schema: ObjectSchema, value: Values, params: Values): Values {
  const made = Object.entries(params).flatMap(([name, param]) => {
    const property = schema.properties[name];
    if (isMade(property)) return [[name, param] as const];
    if (!isObject(property)) return [];
    return [[name, putBack(property, value[name] as Values, param as Values)] as const];
  });
  return { ...value, ...Object.fromEntries(made) };
}

/** What the schema finds wrong with a result; fields that cannot be known are let be. */
export function listResultIssues(schema: ObjectSchema, result: Values): string[] {
  return validator.check(schema, result).issues.map(describeIssue);
}

/** The texts of files and expressions, as they were written in YAML. */
function writtenForm(schema: ObjectSchema, params: Values): Values {
  const written = Object.entries(params).map(([name, value]) => {
    const property = schema.properties[name];
    if (isObject(property)) return [name, writtenForm(property, value as Values)] as const;
    if (!isMade(property)) return [name, value] as const;
    if (Array.isArray(value))
      return [
        name,
        value.map((part: string | { text: string }) => (typeof part === 'string' ? part : part.text)),
      ] as const;
    return [
      name,
      typeof value === 'object' && value !== null && 'path' in value ? value.path : value,
    ] as const;
  });
  return Object.fromEntries(written);
}

function isObject(schema: TSchema | undefined): schema is ObjectSchema {
  return schema !== undefined && 'properties' in schema;
}

function isMade(schema: TSchema | undefined): boolean {
  return schema !== undefined && ('resolve' in schema || 'expressions' in schema);
}

function describeIssue({ path, message, hint }: SchemaIssue): string {
  return `${path.length > 0 ? `${path.join('.')}: ` : ''}${message}${hint ? ` (${hint})` : ''}`;
}
