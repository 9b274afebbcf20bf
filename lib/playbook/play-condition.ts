import type { Compiled, Reference } from '../template/compiled.ts';
import type { Reading } from './draft.ts';
import { readCondition } from './expressions.ts';
import type { Faults } from './faults.ts';
import type { Place } from './place.ts';

/** What only a connection or the run itself can tell, and so cannot be asked beforehand. */
const TOO_LATE: Readonly<Record<string, string>> = {
  facts: 'facts are read from the hosts',
  hostvars: 'hostvars hold what was read from the hosts',
  item: 'a play has no loop',
  result: 'a play has no result',
};

/** `when` of a play or an import. It is decided before the first connection, from inputs and the inventory. */
export function readPlayCondition(place: Place, { faults }: Reading): Compiled<boolean> | undefined {
  const condition = readCondition(place.at('when'), faults);
  const hint = 'write when: on its tasks';
  refuseLateNames(condition?.references ?? [], { what: '"when" of a play', hint, faults });
  return condition;
}

interface LateNames {
  /** What is decided before the first connection. */
  readonly what: string;
  readonly hint: string;
  readonly faults: Faults;
}

/** Tells of names that have no value yet when something is decided before the first connection. */
export function refuseLateNames(references: readonly Reference[], { what, hint, faults }: LateNames): void {
  for (const { path, span } of references) {
    const reason = TOO_LATE[path[0] ?? ''];
    if (reason === undefined) continue;
    const message = `${what} is decided before the first connection, and ${reason}`;
    faults.add('play-condition', message, { span, hint });
  }
}
