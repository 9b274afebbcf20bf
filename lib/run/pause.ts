import { setTimeout as delay } from 'node:timers/promises';
import { K3Error } from '../core/errors.ts';
import { disturb } from './ask.ts';
import type { TaskTarget } from './outcome.ts';
import type { Place } from './place.ts';

interface PauseParams {
  readonly seconds?: number;
  readonly prompt?: string;
  readonly reason?: string;
}

/** Waits or asks where a task wants that. What was read ahead is old by then. */
export async function pauseFor(target: TaskTarget, place: Place, params: unknown): Promise<void> {
  if (place.check) return;
  const { seconds = 0, prompt, reason } = params as PauseParams;
  if (prompt === undefined) await waitFor(target, seconds, reason);
  else await ask(target, reason === undefined ? prompt : `${reason}\n${prompt}`);
  disturb(place);
}

async function waitFor(
  { context, ref, session }: TaskTarget,
  seconds: number,
  reason?: string,
): Promise<void> {
  const missing = `${seconds} s to pass`;
  const what = reason ?? 'the pause';
  context.run.emit({ kind: 'host-waiting', host: session.name, task: ref, what, missing });
  await delay(seconds * 1000, undefined, { signal: context.run.stop });
}

async function ask({ context: { run }, ref }: TaskTarget, question: string): Promise<void> {
  if (!run.confirm) {
    const hint = 'k3play run and k3play apply ask; elsewhere a pause has seconds';
    throw new K3Error('there is nobody to ask', { kind: 'module', code: 'run/nobody-to-ask', hint });
  }
  const goesOn = await run.confirm(question, { task: ref, signal: run.stop });
  if (!goesOn || run.stop.aborted) throw new K3Error('interrupted', INTERRUPTED);
}

const INTERRUPTED = { kind: 'interrupted', code: 'run/interrupted' } as const;
