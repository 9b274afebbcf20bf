import type { Play } from '../playbook/model.ts';
import type { PlayContext } from './context.ts';
import type { HostSession } from './host-session.ts';

/** Whether the run goes on after a play. */
export type Verdict = 'go-on' | 'stop';

/** Whether a host is still in the run; it may have left the play. */
export function isRunning({ state }: HostSession): boolean {
  return state === 'running';
}

/** Whether a host has more tasks of the play before it. */
export function takesPart(session: HostSession): boolean {
  return isRunning(session) && !session.hasLeft;
}

/** A batch that has lost every host, or more than its play bears, ends the run; see `run_once` too. */
export function isOver({ play, batch, ending }: PlayContext): boolean {
  if (ending.isFatal === true) return true;
  const lost = batch.filter((session) => !isRunning(session)).length;
  return lost === batch.length || losesTooMany(play, { lost, of: batch.length });
}

export function losesTooMany(
  { maxFailPercentage }: Pick<Play, 'maxFailPercentage'>,
  { lost, of }: { readonly lost: number; readonly of: number },
): boolean {
  return maxFailPercentage !== undefined && lost * 100 > maxFailPercentage * of;
}
