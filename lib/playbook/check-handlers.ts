import { hintNearest } from '../core/nearest.ts';
import type { TaskDraft } from './draft.ts';
import type { Faults } from './faults.ts';

/** A handler with all the words by which it is notified. */
export interface Called {
  readonly draft: TaskDraft;
  readonly name: string | undefined;
  readonly id: string;
}

export interface NotifyContext {
  /** All handlers of the play. */
  readonly called: readonly Called[];
  /** Where among them the task is, if it is one; -1 is before all. */
  readonly after: number;
  readonly faults: Faults;
}

/** Checks that what a task notifies is there, and has its turn later. */
export function checkNotify(
  { task, place }: TaskDraft,
  reached: readonly (readonly Called[])[],
  { called, after, faults }: NotifyContext,
): void {
  const list = place.at('notify');
  for (const [index, word] of task.notify.entries()) {
    const { span } = Array.isArray(list.value) ? list.at(index) : list;
    const handlers = reached[index] ?? [];
    if (handlers.length === 0) {
      const words = called.flatMap(({ name, draft }) => [
        ...(name === undefined ? [] : [name]),
        ...draft.listen,
      ]);
      const hint = hintNearest(word, words) ?? hintHandlers([...new Set(words)]);
      faults.add('unknown-handler', `no handler of this play is called "${word}"`, { span, hint });
    } else if (handlers.some((handler) => called.indexOf(handler) <= after)) {
      const hint = 'handlers run in the order written; move that one below';
      faults.add('handler-order', `"${word}" has had its turn by then`, { span, hint });
    }
  }
}

/** Warns of handlers that nothing notifies, wherever they are read. */
export function checkTold(called: readonly Called[], notified: ReadonlySet<string>, faults: Faults): void {
  // One that is read several times, with a role or a file, is wanted where one of these is.
  const wanted = new Set(called.filter(({ id }) => notified.has(id)).map((one) => spotOf(one)));
  for (const one of called) {
    const { draft, name } = one;
    if (wanted.has(spotOf(one)) || (name === undefined && draft.listen.length === 0)) continue;
    const { span } = draft.place.at(name === undefined ? 'listen' : 'name');
    const message = `no task notifies the handler "${name ?? draft.listen.join(', ')}"`;
    faults.warn('idle-handler', message, { span });
  }
}

function spotOf({ draft: { place } }: Called): string {
  const { file, line, column } = place.span;
  return `${file}:${line}:${column}`;
}

function hintHandlers(names: readonly string[]): string {
  return names.length > 0 ? `the handlers are ${names.join(', ')}` : 'write it under handlers: of the play';
}
