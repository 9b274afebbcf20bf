import type { TSchema } from '../schema/build.ts';
import type { SchemaValidator } from '../schema/validate.ts';
import type { Faults } from './faults.ts';
import type { Place } from './place.ts';

/** Reads plain values of keywords; what does not fit its schema is told and taken as not given. */
export class KeywordReader {
  readonly #place: Place;
  readonly #schemas: Readonly<Record<string, TSchema>>;
  readonly #context: { readonly validator: SchemaValidator; readonly faults: Faults };

  constructor(
    place: Place,
    schemas: Readonly<Record<string, TSchema>>,
    context: { readonly validator: SchemaValidator; readonly faults: Faults },
  ) {
    this.#place = place;
    this.#schemas = schemas;
    this.#context = context;
  }

  string(key: string): string | undefined {
    return this.#read(key) as string | undefined;
  }

  boolean(key: string): boolean | undefined {
    return this.#read(key) as boolean | undefined;
  }

  number(key: string): number | undefined {
    return this.#read(key) as number | undefined;
  }

  words(key: string): readonly string[] {
    return (this.#read(key) as readonly string[] | undefined) ?? [];
  }

  list(key: string): readonly (number | string)[] {
    return (this.#read(key) as readonly (number | string)[] | undefined) ?? [];
  }

  /** The place of a list or a map, where it is one. */
  place(key: string): Place | undefined {
    return this.#read(key) === undefined ? undefined : this.#place.at(key);
  }

  #read(key: string): unknown {
    const schema = this.#schemas[key];
    const place = this.#place.at(key);
    if (!schema || place.value === undefined) return undefined;
    const { value, issues } = this.#context.validator.validate(schema, place.value);
    for (const { path, message, hint } of issues) {
      const part = path.reduce((outer, step) => outer.at(step), place);
      const text = `${nameKeyword(key, path.at(-1), message)} ${message}`;
      this.#context.faults.add('keyword', text, { span: part.span, hint: hint ?? HINTS[key] });
    }
    return issues.length > 0 ? undefined : value;
  }
}

/** `"tags":` before what is said of an item, `"loop_control": "pause"` before what is said of a value. */
function nameKeyword(key: string, last: string | number | undefined, message: string): string {
  if (last === undefined) return `"${key}"`;
  const named = typeof last === 'string' && message.startsWith('must ');
  return named ? `"${key}": "${last}"` : `"${key}":`;
}

const HINTS: Readonly<Record<string, string>> = {
  hosts: 'write one pattern, such as "web:db"',
  when: 'write CEL, without braces',
  vars: 'write names and values as a map',
  max_fail_percentage: 'write 30 for 30%',
  timeout: 'write it in seconds, such as 30',
  delay: 'write it in seconds, such as 5',
  serial: 'write how many hosts at a time, 3 or 30%, or a list such as [1, 30%]',
};
