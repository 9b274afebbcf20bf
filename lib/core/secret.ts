import { inspect } from 'node:util';

export const MASK = '********';

/**
 * A value that must not be seen. Whatever turns it into text or JSON by accident gets the mask;
 * only `reveal` gives the value, at the last moment before it goes where it is meant to go.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [inspect.custom](): string {
    return MASK;
  }
}

/** The plain text of a value that may be secret. */
export function reveal(value: string | Secret): string {
  return value instanceof Secret ? value.reveal() : value;
}
