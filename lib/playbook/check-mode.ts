import type { Task } from './model.ts';
import type { Faults } from './faults.ts';
import type { KeywordReader } from './keyword-values.ts';
import type { Place } from './place.ts';

/** `check_mode` of a play, a block or a task. A dry run changes nothing, so there is no way out of it. */
export function readCheckMode(
  place: Place,
  words: KeywordReader,
  { around, faults }: { readonly around: Pick<Task, 'checkOnly'>; readonly faults: Faults },
): boolean {
  const value = words.boolean('check_mode');
  if (value === false) {
    const hint = 'a command that only looks says readonly: true, and runs in a dry run as well';
    const { span } = place.at('check_mode');
    faults.add('check-mode', 'a dry run changes nothing, whatever a task says', { span, hint });
  }
  return value === true || around.checkOnly;
}
