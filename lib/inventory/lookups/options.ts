import { t, type TSchema } from '../../schema/build.ts';
import { isPlainMap } from '../../schema/examine.ts';
import type { SchemaIssue, SchemaValidator } from '../../schema/validate.ts';
import type { LookupKind } from '../../source/tags.ts';

/** What a lookup was told, whichever way it was written. */
export interface LookupOptions {
  readonly name: string;
  readonly path: string;
  readonly argv: readonly string[];
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly default?: unknown;
  readonly secret: boolean;
  readonly parse: 'text' | 'json' | 'yaml';
  readonly trim: boolean;
  /** Seconds. */
  readonly timeout: number;
}

const COMMON = {
  secret: t.Optional(t.Boolean({ description: 'Whether what is found is secret.', default: false })),
  parse: t.Optional(
    t.OneOf(['text', 'json', 'yaml'], { description: 'What the text is read as.', default: 'text' }),
  ),
  trim: t.Optional(
    t.Boolean({ description: 'Whether line breaks at the end of the text are left out.', default: true }),
  ),
};
const TIMEOUT = t.Optional(
  t.Number({ description: 'Seconds it may take.', default: 10, minimum: 0.1, maximum: 600 }),
);

const SCHEMAS: Readonly<Record<LookupKind, TSchema>> = {
  env: t.Object({
    name: t.String({
      description: 'Name of the variable of the environment.',
      pattern: '^[^=]+$',
      refusal: 'names a variable of the environment',
    }),
    default: t.Optional(t.Any({ description: 'Stands there where the variable is not set.' })),
    ...COMMON,
  }),
  file: t.Object({
    path: t.String({ description: 'Path, from the folder of the file that names it.', minLength: 1 }),
    ...COMMON,
  }),
  command: t.Object({
    argv: t.Array(t.String({ description: 'A word.' }), {
      description: 'The program and its arguments.',
      minItems: 1,
    }),
    timeout: TIMEOUT,
    ...COMMON,
  }),
  http: t.Object({
    url: t.String({
      description: 'Where to ask.',
      pattern: '^https?://',
      refusal: 'begins with http:// or https://',
    }),
    headers: t.Optional(
      t.Map(t.String({ description: 'A value.' }), { description: 'Headers of the request.' }),
    ),
    timeout: TIMEOUT,
    ...COMMON,
  }),
};

/** How each is written. */
export const FORMS: Readonly<Record<LookupKind, string>> = {
  env: '!env NAME, or !env { name: NAME, default: … }',
  file: '!file path, or !file { path: … }',
  command: '!command [program, argument], or !command { argv: [program, argument] }',
  http: '!http URL, or !http { url: URL, headers: { … } }',
};

export interface ReadOptions {
  readonly options: LookupOptions;
  readonly issues: readonly SchemaIssue[];
}

/** What stands behind a tag, with the defaults of what is not said. */
export function readOptions(kind: LookupKind, given: unknown, validator: SchemaValidator): ReadOptions {
  const map = isPlainMap(given) ? given : { [SHORT[kind]]: given };
  const { value, issues } = validator.validate(SCHEMAS[kind], map);
  return { options: { ...DEFAULTS, ...(value as Partial<LookupOptions>) } as LookupOptions, issues };
}

const SHORT: Readonly<Record<LookupKind, string>> = {
  env: 'name',
  file: 'path',
  command: 'argv',
  http: 'url',
};
const DEFAULTS = { headers: {}, secret: false, parse: 'text', trim: true, timeout: 10 } as const;
