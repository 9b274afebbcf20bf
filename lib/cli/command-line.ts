import { quote } from '../connection/sh.ts';
import type { ChoiceFlags } from './run-flags.ts';

/**
 * The command as it is to be typed, but for the values of `-e`, which may be secret: `-e NAME=...`.
 * What only says how to report is left out.
 */
export function describeCommand(
  name: string,
  playbooks: readonly string[],
  flags: ChoiceFlags & { readonly check?: boolean; readonly diff?: boolean; readonly resume?: true },
): string {
  const option = (word: string, value: string | undefined): readonly string[] =>
    value === undefined ? [] : [word, value];
  const words = [
    ...['k3play', name, ...playbooks, ...flags.inventory.flatMap((file) => ['-i', file])],
    ...option('--identity', flags.identity),
    ...(flags.check ? ['--check'] : []),
    ...(flags.diff ? ['--diff'] : []),
    ...option('--limit', flags.limit),
    ...option('--tags', flags.tags?.join(',')),
    ...option('--skip-tags', flags.skipTags?.join(',')),
    ...(flags.extraVars ?? []).flatMap((word) => ['-e', hideValue(word)]),
    ...option('--start-at', flags.startAt),
    ...option('--skip-preflight', flags.skipPreflight?.join(',')),
    ...(flags.resume ? ['--resume'] : []),
  ];
  return words.map(quote).join(' ');
}

function hideValue(word: string): string {
  return word.startsWith('@') ? word : `${nameOf(word)}=...`;
}

/** The name in a word of `-e`; that of a JSON map is all of it. */
export function nameOf(word: string): string {
  return word.startsWith('{') ? '{}' : (word.split('=')[0] ?? '');
}
