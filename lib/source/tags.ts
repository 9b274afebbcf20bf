/** Text written as `!cel …`: an expression whose value, of any type, stands in its place. */
export class CelText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return `!cel ${this.text}`;
  }
}

/** Written as `!secret name`: the kept secret of that name stands in its place. */
export class SecretName {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  toString(): string {
    return `!secret ${this.name}`;
  }
}

/** Where a value can be looked up: `!env`, `!file`, `!command`, `!http`. */
export type LookupKind = 'env' | 'file' | 'command' | 'http';

/** Written as `!env NAME` and the like: what is found there stands in its place. */
export class Lookup {
  readonly kind: LookupKind;
  /** What stands behind the tag: a text, a list or a map of options. */
  readonly given: unknown;

  constructor(kind: LookupKind, given: unknown) {
    this.kind = kind;
    this.given = given;
  }

  toString(): string {
    return `!${this.kind}`;
  }
}

/** What a lookup found: data, in which nothing is a template. */
export class LookedUp {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}
