import type { TSchema } from './build.ts';
import type { SchemaIssue, SchemaValidator } from './validate.ts';

export { Templated } from './examine.ts';

/**
 * Checks what can be known of params before anything is rendered: unknown keys, missing keys, literal values.
 * Each value that a template will make stands in `shape` as a Templated and is left alone.
 */
export function checkParams(
  validator: SchemaValidator,
  schema: TSchema,
  shape: unknown,
): readonly SchemaIssue[] {
  return validator.check(schema, shape).issues;
}
