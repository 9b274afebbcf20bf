import { CelText } from '../source/tags.ts';
import type { Known, TaskDraft } from './draft.ts';
import { ANYTHING, findItems, knownOf } from './known.ts';
import type { Scope } from './scope.ts';

/** What the items of a task's loop may be: those of a list that is written out, or of one whose type is known. */
export function listItems({ place }: TaskDraft, scope: Scope): readonly Known[] {
  const { value } = place.at('loop');
  if (Array.isArray(value)) return value.map(knownOf);
  const text = value instanceof CelText ? value.text : value;
  if (typeof text !== 'string' || !/^\w+(\.\w+)*$/.test(text.trim())) return [ANYTHING];
  const path = text.trim().split('.');
  return (scope.get(path[0] ?? '') ?? [ANYTHING]).map((known) => findItems(known, path) ?? ANYTHING);
}
