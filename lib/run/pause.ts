import { setTimeout as delay } from 'node:timers/promises';
import { disturb } from './ask.ts';
import type { TaskTarget } from './outcome.ts';
import type { Place } from './place.ts';

/** Waits where a task asks for that. What was read ahead is old by then. */
export async function pauseFor(target: TaskTarget, place: Place, params: unknown): Promise<void> {
  if (place.check) return;
  const { context, ref, session } = target;
  const { seconds, reason } = params as { readonly seconds: number; readonly reason?: string };
  const missing = `${seconds} s to pass`;
  context.run.emit({
    kind: 'host-waiting',
    host: session.name,
    task: ref,
    what: reason ?? 'the pause',
    missing,
  });
  await delay(seconds * 1000, undefined, { signal: context.run.stop });
  disturb(place);
}
