/**
 * Shell text as a value. Only `sh` makes it, so whatever is put into it is quoted.
 * POSIX sh only: it runs under dash, bash and busybox alike.
 */
export class Script {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

/** What `sh` accepts: values become one quoted word, arrays several, scripts stay as they are. */
export type ShellValue = string | number | Script | readonly (string | number)[];

/** One word, quoted so that every POSIX shell reads it back unchanged. NUL cannot be carried. */
export function quote(word: string | number): string {
  const text = String(word);
  if (text.includes('\0')) throw new TypeError('a shell word cannot contain a NUL byte');
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function embed(value: ShellValue): string {
  if (value instanceof Script) return value.text;
  if (typeof value === 'object') return value.map(quote).join(' ');
  return quote(value);
}

/** sh`systemctl start -- ${unit}`: a script with its values quoted. */
export function sh(strings: TemplateStringsArray, ...values: ShellValue[]): Script {
  return new Script(String.raw(strings, ...values.map(embed)));
}

/** Text of the user's own, for `command` and `shell` only. */
sh.raw = (text: string): Script => new Script(text);

/** Scripts in order, each on lines of its own. */
sh.lines = (...scripts: readonly Script[]): Script => new Script(scripts.map((s) => s.text).join('\n'));
