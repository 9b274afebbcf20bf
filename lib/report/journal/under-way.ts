import type { RunEvent } from '../../run/events.ts';
import { listHosts } from '../host-list.ts';
import { showOnOneLine } from '../show-plainly.ts';

/** A line for each task that was started in the background of hosts, and of which no end is told. */
export function describeUnderWay(events: readonly RunEvent[]): readonly string[] {
  const tasks = new Map<string, { readonly name: string; readonly hosts: Set<string> }>();
  for (const event of events) {
    if (event.kind === 'task-detached') {
      const { task, host } = event;
      const known = tasks.get(task.id) ?? { name: task.name, hosts: new Set() };
      known.hosts.add(host);
      tasks.set(task.id, known);
    } else if (event.kind === 'task-ended') tasks.get(event.task.id)?.hosts.delete(event.host);
  }
  return [...tasks]
    .filter(([, { hosts }]) => hosts.size > 0)
    .map(([id, { name, hosts }]) => `"${showOnOneLine(name)}" [${id}] on ${listHosts([...hosts])}`);
}
