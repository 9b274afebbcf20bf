import type { Ajv, AnySchemaObject, ErrorObject, ValidateFunction } from 'ajv';
import { messageOf } from '../core/errors.ts';
import type { Unknown } from '../core/unknown.ts';
import { createAjv } from './ajv.ts';
import { OWN_KEYWORDS } from './own-keywords.ts';
import type { TSchema } from './build.ts';
import { examine, isPlainMap, type Examination } from './examine.ts';
import { fits } from './fits.ts';
import { foldErrors } from './fold.ts';
import type { SchemaIssue, ValuePath } from './issue.ts';
import { describeError } from './messages.ts';
import { isOrdinary, type OrdinaryNode } from './ordinary.ts';

export type { SchemaIssue, ValuePath } from './issue.ts';

export interface Validation {
  /** A copy: defaulted, words made lists, text at `secret` places made Secret. */
  readonly value: unknown;
  readonly issues: readonly SchemaIssue[];
}

/** What `check` knows beyond a Validation: unknowns apart from mistakes. */
export interface Check extends Validation {
  /** Unknowns at places that do not allow for them; no issues of their own here. */
  readonly unknowns: Examination['unknowns'];
}

export interface SchemaValidator {
  /** Checks a value against a schema. A misplaced Unknown is an issue. Throws where the schema itself is wrong. */
  validate(schema: TSchema, value: unknown): Validation;
  check(schema: TSchema, value: unknown): Check;
  /** What is wrong with a schema of the user's, such as that of an input. */
  checkSchema(schema: unknown): readonly SchemaIssue[];
}

/** A validator of its own. ajv is made, and compiles a schema, once a value does not fit it for sure. */
export function createValidator(): SchemaValidator {
  let ajv: Ajv | undefined;
  const getAjv = (): Ajv => (ajv ??= createAjv());
  const compiled = new WeakMap<object, ValidateFunction>();
  const ordinary = new WeakMap<object, OrdinaryNode | false>();

  function compile(schema: TSchema): ValidateFunction {
    const known = compiled.get(schema);
    if (known) return known;
    const fresh = getAjv().compile(schema as AnySchemaObject);
    compiled.set(schema, fresh);
    return fresh;
  }

  function readOrdinary(schema: object): OrdinaryNode | false {
    const known = ordinary.get(schema) ?? (isOrdinary(schema, OWN_KEYWORDS) && schema);
    ordinary.set(schema, known);
    return known;
  }

  function findErrors(schema: TSchema, examination: Examination): readonly ErrorObject[] {
    const simple = readOrdinary(schema);
    if (simple !== false && fits(simple, examination)) return [];
    const test = compile(schema);
    return test(examination.plain) ? [] : foldErrors(test.errors ?? [], examination.opaque);
  }

  function check(schema: TSchema, value: unknown): Check {
    const examination = examine(schema, value);
    const issues = findErrors(schema, examination).map((error) => describe(error, examination));
    return {
      value: examination.value,
      issues: [...issues, ...examination.misplaced],
      unknowns: examination.unknowns,
    };
  }

  return {
    check,
    validate(schema, value) {
      const { value: copy, issues, unknowns } = check(schema, value);
      return { value: copy, issues: [...issues, ...unknowns.map(describeUnknown)] };
    },
    checkSchema(schema) {
      if (!isPlainMap(schema)) return [{ path: [], message: 'a schema must be a map' }];
      if (readOrdinary(schema) !== false) return [];
      if (getAjv().validateSchema(schema) !== true) {
        return foldErrors(getAjv().errors ?? [], new Set()).map((error) =>
          describeError(error, toPath(error.instancePath, schema), false),
        );
      }
      try {
        compile(schema);
        return [];
      } catch (error) {
        return [{ path: [], message: messageOf(error).replace(/^strict mode: /, '') }];
      }
    },
  };
}

function describe(error: ErrorObject, { plain, secret }: Examination): SchemaIssue {
  return describeError(error, toPath(error.instancePath, plain), secret.has(error.instancePath));
}

function describeUnknown({ path, unknown }: { path: ValuePath; unknown: Unknown }): SchemaIssue {
  return { path, message: `is not known yet: ${unknown.reason}` };
}

function toPath(pointer: string, root: unknown): ValuePath {
  const path: (string | number)[] = [];
  let value: unknown = root;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    const step = Array.isArray(value) ? Number(key) : key;
    path.push(step);
    value =
      value !== null && typeof value === 'object'
        ? (value as Record<string | number, unknown>)[step]
        : undefined;
  }
  return path;
}
