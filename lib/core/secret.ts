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

/** A value with the plain text of all secrets anywhere in it. Not for anybody to see. */
export function revealAll(value: unknown): unknown {
  if (value instanceof Secret) return value.reveal();
  if (Array.isArray(value)) return value.map(revealAll);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, revealAll(part)]));
}

/** Whether there is a secret anywhere in a value. */
export function holdsSecret(value: unknown): boolean {
  if (value instanceof Secret) return true;
  return value !== null && typeof value === 'object' && Object.values(value).some(holdsSecret);
}
