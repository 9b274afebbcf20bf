import { findNearest } from '../core/nearest.ts';
import type { Reading } from './draft.ts';
import { hintTaskHabit, lastPart } from './habits.ts';
import { TASK_KEYWORDS } from './keywords.ts';
import type { Place } from './place.ts';

function isKeyword(key: string): boolean {
  return Object.hasOwn(TASK_KEYWORDS, key);
}

/** The module of a task: its one key that names a module. */
export function findModule(place: Place, { modules }: Reading): string | undefined {
  return place.keys().find((key) => !isKeyword(key) && modules.has(key));
}

/** Tells keys that are neither keyword nor module, a second module, and that there is none. */
export function checkKeys(place: Place, module: string | undefined, reading: Reading): void {
  const { faults, modules } = reading;
  const others = place.keys().filter((key) => !isKeyword(key) && key !== module);
  for (const key of others) {
    const span = place.at(key).keySpan;
    if (modules.has(key)) {
      const hint = 'make it two tasks';
      faults.add('two-modules', `a task has one module, this one has "${module}" and "${key}"`, {
        span,
        hint,
      });
      continue;
    }
    const habit = hintTaskHabit(key);
    const near = findNearest(lastPart(key), [...Object.keys(TASK_KEYWORDS), ...modules.keys()]);
    const keywordMeant = module !== undefined || (near !== undefined && isKeyword(near));
    const what = keywordMeant ? `unknown key "${key}"` : `module "${key}" does not exist`;
    const hint =
      habit ?? (near === undefined ? hintModules(keywordMeant, reading) : `did you mean "${near}"?`);
    faults.add(keywordMeant ? 'unknown-key' : 'unknown-module', what, { span, hint });
  }
  if (module === undefined && others.length === 0) {
    faults.add('no-module', 'the task names no module', {
      span: place.span,
      hint: hintModules(false, reading),
    });
  }
}

function hintModules(keyword: boolean, { modules }: Reading): string {
  return keyword
    ? `a task may say ${Object.keys(TASK_KEYWORDS).join(', ')}`
    : `the modules are ${[...modules.keys()].sort().join(', ')}`;
}
