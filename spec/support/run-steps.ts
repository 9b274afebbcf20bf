import type { Told } from './cluster.ts';
import { eventsOf } from './k3play.ts';

/** What a run did or would do, in order: host, task, item, and each change with where it leads. */
export function stepsOf({ events }: Told): readonly string[] {
  return eventsOf(events, 'task-ended').flatMap(({ host, task, item, steps }) =>
    steps
      .filter(({ kind }) => kind !== 'poll')
      .map(
        ({ kind, subject, to }) =>
          `${host} ${task.id}${item === undefined ? '' : ` [${item}]`}: ${kind} ${subject} → ${to}`,
      ),
  );
}

/** As above, in an order that does not depend on which host was quicker. */
export function sortedSteps(told: Told): readonly string[] {
  return [...stepsOf(told)].sort();
}
