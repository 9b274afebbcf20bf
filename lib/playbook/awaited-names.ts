import type { Span } from '../core/diagnostic.ts';
import type { Known, TaskDraft } from './draft.ts';
import { ANYTHING, knownFields } from './known.ts';

export interface AwaitedName {
  readonly name: string;
  readonly span: Span;
}

/** The names that a task awaits; undefined where they are a template. */
export function listAwaited({ task, place }: TaskDraft): readonly AwaitedName[] | undefined {
  const names = task.params.literal?.value['names'];
  if (typeof names !== 'string' && !Array.isArray(names)) return undefined;
  const written = place.at('await');
  const list = written.has('names') ? written.at('names') : written;
  return [names].flat().map((name: unknown, index) => {
    const { span } = Array.isArray(list.value) ? list.at(index) : list;
    return { name: String(name), span };
  });
}

/** What a task that awaits others registers: the result of the one, or those of a list by name. */
export function awaitedResults(
  { task }: Pick<TaskDraft, 'task'>,
  resultsOf: (name: string) => readonly Known[],
): readonly Known[] {
  const names = task.params.literal?.value['names'];
  if (typeof names === 'string') return resultsOf(names);
  if (!Array.isArray(names)) return [ANYTHING];
  const fields = names.map((name) => [String(name), { anyOf: resultsOf(String(name)) }] as const);
  return [knownFields(Object.fromEntries(fields))];
}
