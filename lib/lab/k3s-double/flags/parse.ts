import { Fatal } from '../log.ts';
import { flagsOf, type Role } from './names.ts';

/** Flags by their long names, with all values in order. */
export type Flags = ReadonlyMap<string, readonly string[]>;

/** Reads command-line words as K3s does: one dash or two, `--flag value` or `--flag=value`. */
export function parseFlags(role: Role, words: readonly string[]): Flags {
  const known = flagsOf(role);
  const flags = new Map<string, string[]>();
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const match = /^--?([^=-][^=]*)(?:=(.*))?$/s.exec(word);
    if (!match) continue;
    const [, spelling = '', attached] = match;
    const flag = known.get(spelling);
    if (!flag) throw new Fatal(`flag provided but not defined: -${spelling}`);
    let value = attached;
    if (value === undefined && flag.takesValue) {
      index += 1;
      value = words[index];
      if (value === undefined) throw new Fatal(`flag needs an argument: -${spelling}`);
    }
    flags.set(flag.name, [...(flags.get(flag.name) ?? []), value ?? 'true']);
  }
  return flags;
}

/** The command line over the files: a flag given there replaces the files' values, lists included. */
export function mergeFlags(fromFiles: Flags, fromCommandLine: Flags): Flags {
  return new Map([...fromFiles, ...fromCommandLine]);
}
