import { hintNearest } from '../core/nearest.ts';
import type { PlayDraft, TaskDraft } from './draft.ts';
import type { Faults } from './faults.ts';

/** Checks that what is notified is there, by one name, and that every handler can come to run. */
export function checkHandlers({ tasks, handlers }: PlayDraft, faults: Faults): void {
  const places = new Map<string, number>();
  for (const [index, handler] of handlers.entries()) {
    const name = nameHandler(handler, faults);
    if (name === undefined) continue;
    const { span } = handler.place.at('name');
    if (places.has(name)) {
      faults.add('same-handler', `two handlers are called "${name}"`, { span, hint: 'rename one' });
    } else places.set(name, index);
  }
  const notified = new Set([...tasks, ...handlers].flatMap(({ task }) => task.notify));
  for (const draft of tasks) checkNotify(draft, places, { after: -1, faults });
  for (const [after, draft] of handlers.entries()) checkNotify(draft, places, { after, faults });
  for (const [name, index] of places) {
    const span = handlers[index]?.place.at('name').span;
    if (!notified.has(name)) faults.warn('idle-handler', `no task notifies the handler "${name}"`, { span });
  }
}

/** A handler is called by its name as written. */
function nameHandler({ task, place }: TaskDraft, faults: Faults): string | undefined {
  if (!place.has('name')) {
    faults.add('unnamed-handler', 'a handler needs a name to be notified by', {
      span: place.span,
      hint: 'write name:',
    });
    return undefined;
  }
  if (task.name.literal) return task.name.literal.value;
  const hint = 'what differs between hosts goes into its params';
  faults.add('templated-handler', 'the name of a handler cannot be a template', {
    span: place.at('name').span,
    hint,
  });
  return undefined;
}

function checkNotify(
  { task, place }: TaskDraft,
  places: ReadonlyMap<string, number>,
  { after, faults }: { readonly after: number; readonly faults: Faults },
): void {
  const list = place.at('notify');
  for (const [index, name] of task.notify.entries()) {
    const { span } = Array.isArray(list.value) ? list.at(index) : list;
    const handler = places.get(name);
    if (handler === undefined) {
      const hint = hintNearest(name, places.keys()) ?? hintHandlers([...places.keys()]);
      faults.add('unknown-handler', `no handler of this play is called "${name}"`, { span, hint });
    } else if (handler <= after) {
      const hint = 'handlers run in the order written; move that one below';
      faults.add('handler-order', `"${name}" has had its turn by then`, { span, hint });
    }
  }
}

function hintHandlers(names: readonly string[]): string {
  return names.length > 0 ? `the handlers are ${names.join(', ')}` : 'write it under handlers: of the play';
}
