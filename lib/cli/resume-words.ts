import { resolve } from 'node:path';
import type { JournalHead } from '../report/journal/journal.ts';
import { nameOf } from './command-line.ts';
import type { PreparedRun } from './prepare-run.ts';
import type { ChoiceFlags } from './run-flags.ts';

/** What a run is asked for on the command line. */
export interface AskedRun {
  readonly prepared: PreparedRun;
  readonly flags: ChoiceFlags;
}

/** What says on which hosts a run does what, and with which values; the values themselves are not in a journal. */
type Words = Readonly<Record<string, readonly string[] | undefined>>;

/** The words that are not those of an earlier run, in words; [] where all are. */
export function describeOtherWords({ playbooks, inventory, words }: JournalHead, asked: AskedRun): string[] {
  const { limit, tags, skipTags, extraVars, startAt, skipPreflight } = words;
  const was: Words = {
    ...{ playbooks, '-i': inventory, '--limit': limit, '--tags': tags, '--skip-tags': skipTags },
    ...{ '-e': extraVars, '--start-at': startAt === undefined ? undefined : [startAt] },
    '--skip-preflight': skipPreflight,
  };
  const is = wordsOf(asked);
  return Object.keys(was).flatMap((word) => {
    const [before, now] = [show(was[word]), show(is[word])];
    return before === now ? [] : [`${word}: ${before} then, ${now} now`];
  });
}

function wordsOf({ prepared: { project, request }, flags }: AskedRun): Words {
  const { tags, skipTags, startAt, skipPreflight } = flags;
  return {
    playbooks: project.playbooks.map(({ file }) => resolve(file)),
    '-i': flags.inventory.map((file) => resolve(file)),
    '--limit': request.limit && [...request.limit],
    '--tags': tags,
    '--skip-tags': skipTags,
    '-e': flags.extraVars?.map((word) => (word.startsWith('@') ? word : nameOf(word))),
    '--start-at': startAt === undefined ? undefined : [startAt],
    '--skip-preflight': skipPreflight,
  };
}

/** In any order; no list and an empty one are the same. */
function show(values: readonly string[] | undefined): string {
  return values === undefined || values.length === 0 ? 'none' : values.toSorted().join(',');
}
