import type { Unknown } from '../core/unknown.ts';
import type { ObjectSchema } from './build.ts';
import type { SchemaIssue, SchemaValidator } from './validate.ts';

/** Rendered params on their way to a module. */
export type PreparedParams =
  | { readonly kind: 'ready'; readonly params: unknown }
  /** A value the module cannot do without is not known in check mode. */
  | { readonly kind: 'unknown'; readonly unknown: Unknown }
  | { readonly kind: 'invalid'; readonly issues: readonly SchemaIssue[] };

/** Checks rendered params: defaulted, secrets as Secret, unknowns only where the module copes with them. */
export function prepareParams(
  validator: SchemaValidator,
  schema: ObjectSchema,
  raw: unknown,
): PreparedParams {
  const { value, issues, unknowns } = validator.check(schema, raw);
  if (issues.length > 0) return { kind: 'invalid', issues };
  const [first] = unknowns;
  if (first) return { kind: 'unknown', unknown: first.unknown };
  return { kind: 'ready', params: value };
}
