import { inspect } from 'node:util';

/**
 * A value that check mode cannot know, with the reason. It is carried like any other value;
 * what depends on it becomes unknown as well, never a crash and never a silent skip.
 */
export class Unknown {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }

  toString(): string {
    return `(unknown: ${this.reason})`;
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect.custom](): string {
    return this.toString();
  }
}

export function isUnknown(value: unknown): value is Unknown {
  return value instanceof Unknown;
}

/** The first unknown anywhere inside a value, or undefined. */
export function findUnknown(value: unknown): Unknown | undefined {
  if (value instanceof Unknown) return value;
  if (value === null || typeof value !== 'object') return undefined;
  for (const part of Object.values(value)) {
    const found = findUnknown(part);
    if (found) return found;
  }
  return undefined;
}
