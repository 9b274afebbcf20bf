import type { Undone } from '../run/events.ts';
import { listHosts } from './host-list.ts';
import type { Look } from './look.ts';
import { showOnOneLine } from './show-plainly.ts';

/** A line for hosts with the same left undone: from which task on, how many follow, and what handlers they owe. */
export function describeUndone(undone: readonly Undone[] | undefined, { paint }: Look): readonly string[] {
  return (undone ?? []).map(({ hosts, task, after, handlers, background = [] }) => {
    const more = after === 0 ? '' : ` and ${after} ${after === 1 ? 'task' : 'tasks'} after it`;
    const names = handlers.map((name) => `"${showOnOneLine(name)}"`).join(', ');
    const owed = `the ${handlers.length === 1 ? 'handler' : 'handlers'} ${names}`;
    const behind = background.map(({ name, id }) => `"${showOnOneLine(name)}" ${paint.dim(`[${id}]`)}`);
    const parts = [
      ...(task ? [`"${showOnOneLine(task.name)}" ${paint.dim(`[${task.id}]`)}${more}`] : []),
      ...(behind.length === 0 ? [] : [`in the background ${behind.join(', ')}`]),
      ...(handlers.length === 0 ? [] : [owed]),
    ];
    return `${listHosts(hosts)}: ${parts.join('; ')}`;
  });
}
