import type { Output } from '../../connection/connection.ts';
import { K3Error } from '../../core/errors.ts';

/** What a read printed as `name value` lines: every value of each name, in the order printed. */
export class Lines {
  readonly #values = new Map<string, string[]>();

  constructor(text: string) {
    for (const line of text.split('\n')) {
      const space = line.indexOf(' ');
      const name = space < 0 ? line : line.slice(0, space);
      const value = space < 0 ? '' : line.slice(space + 1);
      const values = this.#values.get(name);
      if (values) values.push(value);
      else this.#values.set(name, [value]);
    }
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** The first value of that name, "" where there is none. */
  first(name: string): string {
    return this.#values.get(name)?.[0] ?? '';
  }

  all(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }

  /** The first value as a whole number that is not negative, 0 where it is none. */
  count(name: string): number {
    return countOf(this.first(name));
  }
}

/** A whole number that is not negative and can be told apart from its neighbours, else 0. */
export function countOf(text: string): number {
  const number = /^\d+$/.test(text) ? Number(text) : 0;
  return Number.isSafeInteger(number) ? number : 0;
}

/** The lines a read printed. */
export function linesOf(output: Output): Lines {
  return new Lines(output.stdout.toString('utf8'));
}

/** The fault of a read whose output makes no sense: what was asked, and what the host said. */
export function unreadable(what: string, output: Output): K3Error {
  const said = output.stderr.toString('utf8').trim().split('\n').at(-1) ?? '';
  const end = output.code === null ? `signal ${output.signal ?? 'unknown'}` : `exit code ${output.code}`;
  return new K3Error(`cannot read ${what}: ${said === '' ? `${end}, without a word` : `${said} (${end})`}`, {
    kind: 'module',
    code: 'read/unreadable',
    hint: 'run with -v to see the commands sent',
  });
}
