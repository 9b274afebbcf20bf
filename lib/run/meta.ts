import { Unknown } from '../core/unknown.ts';
import type { Task } from '../playbook/model.ts';
import type { TaskTarget } from './outcome.ts';
import type { Place } from './place.ts';

/** The word of a `meta` task. */
export function actionOf({ module, params }: Pick<Task, 'module' | 'params'>): string | undefined {
  return module === 'meta' ? String(params.literal?.value['action']) : undefined;
}

/** Does on one host what a `meta` task asks for; what has to do with the play waits until the task is over. */
export async function obey({ context: { run }, task }: TaskTarget, place: Place): Promise<void> {
  const { session } = place;
  const action = actionOf(task);
  if (action === 'refresh_facts') {
    await run.gatherFacts(place);
    session.wantsFacts = true;
    run.epochs.values.advance();
  } else if (action === 'reset_connection') {
    await session.background.quiet();
    await run.reconnect(session);
  } else if (action !== undefined) session.wish = { action };
}

/** Notes what a task may ask for, of which a dry run cannot know whether it is due. */
export function wonder({ task, session, ref }: TaskTarget, { reason }: Unknown): void {
  const action = actionOf(task);
  if (!action?.startsWith('end_')) return;
  session.wish = { action, doubt: new Unknown(`"${ref.name}" may end the play before: ${reason}`) };
}
