// By name, not as typebox's one object of all: what is not named stays out of the bundle.
import {
  Array as ArrayType,
  Boolean as BooleanType,
  Integer,
  Number as NumberType,
  Object as ObjectType,
  Optional,
  type Static,
  String as StringType,
  type TProperties,
  type TSchema,
  Unsafe,
} from 'typebox';
import type { Secret } from '../core/secret.ts';
import type { Unknown } from '../core/unknown.ts';

/** Text that a template made: it may hold a secret, and in check mode may not be known. */
export type Text = string | Secret | Unknown;

/** A template or a text file, already rendered or read by the engine. `path` is its own. */
export interface RenderedFile {
  readonly path: string;
  readonly text: Text;
}

/** A CEL expression and what it comes to. */
export interface Expression {
  readonly text: string;
  readonly value: boolean | Unknown;
}

/** A file of this machine, already looked at by the engine. */
export interface LocalFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

// Types, not interfaces: only they have the index signature that typebox's options ask for.
type Described = { readonly description: string };
type WithDefault<T> = Described & { readonly default?: T };

/** Octal text of three or four digits. */
const MODE_PATTERN = '^0?[0-7]{3}$|^[0-7]{4}$';

/**
 * Schema builders. Objects refuse unknown keys, every property is described, and our own keywords are:
 * `secret` (the engine hands the module a Secret), `mayBeUnknown` (the module copes with an Unknown there
 * in check mode), `resolve` (the engine replaces a path by what it points at), `expressions` (the engine
 * replaces CEL texts by what they come to), `fileMode`, and `exactlyOne` of an object (of these keys one must
 * be given).
 */
export const t = {
  Object: <P extends TProperties>(properties: P, options: object = {}) =>
    ObjectType(properties, { additionalProperties: false, ...options }),
  /** `refusal` is its own words for what does not fit. */
  String: (
    options: WithDefault<string> & {
      pattern?: string;
      minLength?: number;
      /** One of lib/schema/formats.ts. */
      format?: string;
      examples?: string[];
      refusal?: string;
    },
  ) => StringType(options),
  Boolean: (options: WithDefault<boolean>) => BooleanType(options),
  Integer: (options: WithDefault<number> & { minimum?: number; maximum?: number }) => Integer(options),
  Number: (options: WithDefault<number> & { minimum?: number; maximum?: number }) => NumberType(options),
  Optional: <S extends TSchema>(schema: S) => Optional(schema),
  Array: <S extends TSchema>(items: S, options: WithDefault<Static<S>[]> & { minItems?: number }) =>
    ArrayType(items, options),
  /** A map with keys of the user's choosing. */
  Map: <S extends TSchema>(
    values: S,
    options: WithDefault<Record<string, Static<S>>> & { propertyNames?: { pattern: string } },
  ) => Unsafe<Record<string, Static<S>>>({ type: 'object', additionalProperties: values, ...options }),
  OneOf: <const V extends readonly string[]>(values: V, options: WithDefault<V[number]>) =>
    Unsafe<V[number]>({ type: 'string', enum: values, ...options }),
  /** Either of several shapes. */
  Union: <S extends TSchema[]>(schemas: [...S], options: Described) =>
    Unsafe<Static<S[number]>>({ anyOf: schemas, ...options }),
  Any: (options: WithDefault<unknown>) => Unsafe<unknown>(options),
  /** One such value or a list of them; who asks always gets a list. */
  List: <S extends TSchema>(items: S, options: Described) =>
    Unsafe<Static<S>[]>({ type: 'array', items, minItems: 1, coerceToList: true, ...options }),
  /** A word or a list of words; the module always gets a list. */
  Words: (options: Described & { minItems?: number }) =>
    Unsafe<string[]>({ type: 'array', items: { type: 'string' }, coerceToList: true, ...options }),
  /** An absolute path on the host. */
  Path: (options: WithDefault<string>) => StringType({ pattern: '^/', format: 'absolute-path', ...options }),
  /** Octal text; a number is refused with the cure. */
  Mode: (options: WithDefault<string>) => StringType({ pattern: MODE_PATTERN, fileMode: true, ...options }),
  /** The module gets a Secret, whatever the value came from. */
  Secret: (options: Described) => Unsafe<Secret>({ type: 'string', secret: true, ...options }),
  /** Text that may be secret or, in check mode, unknown. */
  Text: (options: Described) =>
    Unsafe<Text>({ type: 'string', maySecret: true, mayBeUnknown: true, ...options }),
  /** Text of scripts: may hold a secret; it reaches the host on standard input only. */
  ScriptText: (options: Described) =>
    Unsafe<string | Secret>({ type: 'string', maySecret: true, ...options }),
  /** A tree of settings whose leaves may be secret or, in check mode, unknown. */
  Settings: (options: WithDefault<Record<string, unknown>>) =>
    Unsafe<Record<string, unknown>>({
      type: 'object',
      maySecret: true,
      mayBeUnknown: true,
      additionalProperties: true,
      ...options,
    }),
  /** Any value; secrets and unknowns may be anywhere in it. */
  Value: (options: Described) => Unsafe<unknown>({ maySecret: true, mayBeUnknown: true, ...options }),
  /** A CEL expression or a list of them; the engine judges them and hands the module texts and values. */
  Expressions: (options: Described) =>
    Unsafe<readonly Expression[]>({
      type: 'array',
      items: { type: 'string' },
      minItems: 1,
      coerceToList: true,
      expressions: true,
      ...options,
    }),
  /** Path of a template, from the playbook's folder, its `templates` folder or the bundled ones. */
  TemplateFile: (options: Described) =>
    Unsafe<RenderedFile>({ type: 'string', resolve: 'template', ...options }),
  /** Path of a text of this machine, looked for as files are; the module gets the text, as it is. */
  TextFile: (options: Described) => Unsafe<RenderedFile>({ type: 'string', resolve: 'text', ...options }),
  /** Path of a file of this machine, from the playbook's folder or its `files` folder. */
  LocalFile: (options: Described) => Unsafe<LocalFile>({ type: 'string', resolve: 'file', ...options }),
};

export type { Static, TSchema };
/** A schema of an object, as `t.Object` makes it. */
export type ObjectSchema = TSchema & { readonly type: 'object'; readonly properties: TProperties };
