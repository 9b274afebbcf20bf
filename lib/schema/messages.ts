import type { ErrorObject } from 'ajv';
import { hintNearest } from '../core/nearest.ts';
import { FORMATS } from './formats.ts';
import { hintWanted } from './hints.ts';
import type { SchemaIssue, ValuePath } from './issue.ts';
import { listWords, nameTypes } from './words.ts';

/** One error of ajv in plain words. `hidden`: the value is a secret and must not be shown. */
export function describeError(error: ErrorObject, path: ValuePath, hidden: boolean): SchemaIssue {
  const { keyword, params, data } = error;
  const schema = toRecord(error.parentSchema);
  const got = hidden ? '' : `, got ${describeValue(data)}`;
  const issue = (message: string, hint?: string): SchemaIssue => ({ path, message, ...(hint && { hint }) });

  // The schema's own words for whatever does not fit this part of it. Another type says more by itself.
  if (typeof schema['refusal'] === 'string' && keyword !== 'type') return issue(schema['refusal']);
  switch (keyword) {
    case 'required':
      return issue(`"${params['missingProperty']}" is missing`);
    case 'dependentRequired':
    case 'dependencies':
      return issue(`"${params['missingProperty']}" is missing: "${params['property']}" needs it`);
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return describeUnknownKey(error, path, schema);
    case 'type':
      if (Array.isArray(schema['enum'])) return describeChoice(schema['enum'], error, { path, hidden });
      return issue(
        `must be ${nameTypes(params['type'])}${got}`,
        hintWanted({ schema, data, hidden, type: params['type'] }),
      );
    case 'anyOf':
      return issue(`must be ${nameTypes(branchTypes(error.schema))}${got}`);
    case 'oneOf':
      return issue('fits more than one of the allowed shapes');
    case 'exactlyOne':
      return issue(`needs exactly one of ${listNames(error.schema)}`);
    case 'enum':
      return describeChoice(params['allowedValues'] as readonly unknown[], error, { path, hidden });
    case 'const':
      return issue(`must be ${showValue(params['allowedValue'])}${got}`);
    case 'pattern':
      if (schema['fileMode'] === true)
        return issue(`must be a file mode such as "0644"${got}`, 'three or four octal digits, quoted');
      return issue(`does not match ${params['pattern']}${got}`, hintExample(schema));
    case 'format':
      return issue(`must be ${describeFormat(String(params['format']), { data, hidden, got })}`);
    case 'minLength':
      return issue(
        params['limit'] === 1 ? 'must not be empty' : `must have ${params['limit']} characters or more`,
      );
    case 'maxLength':
      return issue(`must have ${params['limit']} characters or fewer`);
    case 'minItems':
      return issue(
        params['limit'] === 1 ? 'must not be an empty list' : `must have ${params['limit']} items or more`,
      );
    case 'maxItems':
      return issue(`must have ${params['limit']} items or fewer`);
    case 'uniqueItems':
      return issue(`items ${Number(params['j']) + 1} and ${Number(params['i']) + 1} are the same`);
    case 'minProperties':
      return issue(params['limit'] === 1 ? 'must not be empty' : `must have ${params['limit']} keys or more`);
    case 'minimum':
      return issue(`must be ${params['limit']} or more${got}`);
    case 'maximum':
      return issue(`must be ${params['limit']} or less${got}`);
    case 'exclusiveMinimum':
      return issue(`must be more than ${params['limit']}${got}`);
    case 'exclusiveMaximum':
      return issue(`must be less than ${params['limit']}${got}`);
    case 'multipleOf':
      return issue(`must be a multiple of ${params['multipleOf']}${got}`);
    case 'propertyNames':
      return describeKey(String(params['propertyName']), path, error.schema);
    case 'false schema':
      return issue('is not allowed here');
    default:
      return issue(`${error.message ?? `breaks the rule "${keyword}"`}${got}`);
  }
}

function describeChoice(
  allowed: readonly unknown[],
  { data }: ErrorObject,
  { path, hidden }: { readonly path: ValuePath; readonly hidden: boolean },
): SchemaIssue {
  const hint = hidden || typeof data !== 'string' ? undefined : hintNearest(data, allowed.map(String));
  const got = hidden ? '' : `, got ${describeValue(data)}`;
  return { path, message: `must be ${listWords(allowed.map(showValue))}${got}`, ...(hint && { hint }) };
}

function describeUnknownKey(
  error: ErrorObject,
  path: ValuePath,
  schema: Readonly<Record<string, unknown>>,
): SchemaIssue {
  const key = String(error.params['additionalProperty'] ?? error.params['unevaluatedProperty']);
  const known = Object.keys(toRecord(schema['properties']));
  const hint = hintNearest(key, known) ?? (known.length > 0 ? `known keys: ${known.join(', ')}` : undefined);
  return { path: [...path, key], message: `unknown key "${key}"`, ...(hint && { hint }) };
}

/** A key that `propertyNames` does not let through, in that schema's own words where it has some. */
function describeKey(key: string, path: ValuePath, schema: unknown): SchemaIssue {
  const { refusal } = toRecord(schema);
  if (typeof refusal === 'string') return { path: [...path, key], message: refusal };
  return { path, message: `"${key}" is not allowed as a key` };
}

function hintExample(schema: Readonly<Record<string, unknown>>): string | undefined {
  const [example] = Array.isArray(schema['examples']) ? (schema['examples'] as unknown[]) : [];
  return example === undefined ? undefined : `such as ${showValue(example)}`;
}

/** `the number 644`, `"yes"`, `a map`. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  if (typeof value === 'string') return showValue(value);
  return `the ${typeof value} ${showValue(value)}`;
}

function showValue(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

function branchTypes(branches: unknown): readonly unknown[] {
  const list: readonly unknown[] = Array.isArray(branches) ? branches : [];
  return list.flatMap((branch) => toRecord(branch)['type'] ?? []);
}

function listNames(names: unknown): string {
  return listWords((Array.isArray(names) ? names : []).map((name) => `"${String(name)}"`));
}

function toRecord(value: unknown): Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' ? (value as Readonly<Record<string, unknown>>) : {};
}

function describeFormat(
  name: string,
  { data, hidden, got }: { readonly data: unknown; readonly hidden: boolean; readonly got: string },
): string {
  const format = FORMATS.get(name);
  const isExplained = format?.explain && typeof data === 'string' && !hidden;
  return `${format?.noun ?? name}${isExplained ? `: ${format.explain(data)}` : got}`;
}
