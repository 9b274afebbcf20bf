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
