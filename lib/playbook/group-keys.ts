import { hintNearest } from '../core/nearest.ts';
import type { TSchema } from '../schema/build.ts';
import type { Reading } from './draft.ts';
import { TASK_KEYWORDS } from './keywords/task.ts';
import type { Place } from './place.ts';

export interface GroupKeysOptions extends Pick<Reading, 'faults' | 'modules'> {
  /** What it is called, such as `a block`. */
  readonly what: string;
  /** What may have been meant by a key that is like no other. */
  readonly otherwise?: string;
  readonly keywords: Readonly<Record<string, TSchema>>;
}

/** Tells keys that what stands for several tasks cannot have. */
export function checkGroupKeys(
  place: Place,
  { what, otherwise, keywords, faults, modules }: GroupKeysOptions,
): void {
  for (const key of place.keys().filter((name) => !Object.hasOwn(keywords, name))) {
    const known = Object.keys(keywords);
    const hint =
      hintTask(key, modules) ?? hintNearest(key, known) ?? otherwise ?? `${what} may say ${known.join(', ')}`;
    faults.add('unknown-key', `${what} has no "${key}"`, { span: place.at(key).keySpan, hint });
  }
}

function hintTask(key: string, modules: Reading['modules']): string | undefined {
  return Object.hasOwn(TASK_KEYWORDS, key) || modules.has(key)
    ? `write it on the tasks themselves${OTHER_WAYS[key] ?? ''}`
    : undefined;
}

const OTHER_WAYS: Readonly<Record<string, string>> = {
  loop: ', or this once for each member, with vars: for what differs',
};
