import type { PlayDraft, TaskDraft } from './draft.ts';
import type { Faults } from './faults.ts';

/** What has a meaning for a task that acts on the play, not on a host. */
const ALLOWED: ReadonlySet<string> = new Set(['meta', 'name', 'when', 'tags', 'vars', 'register']);

/** A `meta` task is one word with a condition, and handlers have none. */
export function checkMeta({ tasks, handlers }: PlayDraft, faults: Faults): void {
  for (const draft of tasks) checkTask(draft, faults);
  for (const { place, module } of handlers) {
    if (module?.name !== 'meta') continue;
    const hint = 'write it among the tasks, with when:';
    faults.add('meta', 'a handler cannot act on the play', { span: place.at('meta').keySpan, hint });
  }
}

function checkTask({ task, place, module }: TaskDraft, faults: Faults): void {
  if (module?.name !== 'meta') return;
  if (!task.params.literal) {
    const hint = 'write the word, and when: for the condition';
    faults.add('meta', 'what a task does to the play is no template', { span: place.at('meta').span, hint });
  }
  for (const key of place.keys().filter((name) => !ALLOWED.has(name))) {
    const hint = `beside meta: stand ${[...ALLOWED].slice(1).join(', ')}`;
    const { keySpan: span } = place.at(key);
    faults.add('meta', `"${key}" means nothing for a task that acts on the play`, { span, hint });
  }
}
