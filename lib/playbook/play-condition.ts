import type { Compiled } from '../template/compiled.ts';
import type { Reading } from './draft.ts';
import { readCondition } from './expressions.ts';
import type { Place } from './place.ts';

/** What only a connection or the run itself can tell, and so cannot decide who takes part. */
const TOO_LATE: Readonly<Record<string, string>> = {
  facts: 'facts are read from the hosts',
  hostvars: 'hostvars hold what was read from the hosts',
  item: 'a play has no loop',
  result: 'a play has no result',
};

/** `when` of a play or an import. It is decided before the first connection, from inputs and the inventory. */
export function readPlayCondition(place: Place, { faults }: Reading): Compiled<boolean> | undefined {
  const condition = readCondition(place.at('when'), faults);
  for (const { path, span } of condition?.references ?? []) {
    const reason = TOO_LATE[path[0] ?? ''];
    if (reason === undefined) continue;
    const message = `"when" of a play is decided before the first connection, and ${reason}`;
    faults.add('play-condition', message, { span, hint: 'write when: on its tasks' });
  }
  return condition;
}
