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
