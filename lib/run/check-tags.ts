import { DiagnosticsError, fault } from '../core/diagnostic.ts';
import { hintNearest } from '../core/nearest.ts';
import type { Play } from '../playbook/model.ts';
import type { TaskSelection } from './selection.ts';

/** Of which no task need be in a playbook for them to mean something. */
const SPECIAL = ['always', 'never'];

/** A misspelt tag would run nothing, or what was to be left out. */
export function checkTags(
  { tags, skipTags }: Pick<TaskSelection, 'tags' | 'skipTags'>,
  plays: readonly Play[],
): void {
  const known = new Set([
    ...SPECIAL,
    ...plays.flatMap((play) => [...play.tags, ...play.tasks.flatMap((task) => task.tags)]),
  ]);
  const list = [...known].filter((tag) => !SPECIAL.includes(tag)).sort();
  const otherwise = list.length > 0 ? `there are ${list.join(', ')}` : 'no task of these playbooks has tags';
  const faults = Object.entries({ '--tags': tags, '--skip-tags': skipTags }).flatMap(([flag, words]) =>
    words
      .filter((word) => !known.has(word))
      .map((word) => {
        const hint = hintNearest(word, list) ?? otherwise;
        return fault('cli/tags', `${flag}: no task has the tag "${word}"`, { hint });
      }),
  );
  if (faults.length > 0) throw new DiagnosticsError(faults);
}
