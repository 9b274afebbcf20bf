import { findNearest } from '../core/nearest.ts';
import type { Reading } from './draft.ts';
import { hintTaskHabit, lastPart } from './habits.ts';
import type { TSchema } from '../schema/build.ts';
import type { Place } from './place.ts';

export interface KeysContext extends Pick<Reading, 'faults' | 'modules'> {
  /** What the task, or the handler, may say. */
  readonly keywords: Readonly<Record<string, TSchema>>;
}

/** What may stand in the place of a module. */
const INSTEAD = ['block', 'import_tasks', 'include_tasks', 'import_role', 'include_role'];

/** The module of a task: its one key that names a module. */
export function findModule(place: Place, { modules, keywords }: KeysContext): string | undefined {
  return place.keys().find((key) => !Object.hasOwn(keywords, key) && modules.has(key));
}

/** Tells keys that are neither keyword nor module, a second module, and that there is none. */
export function checkKeys(place: Place, module: string | undefined, context: KeysContext): void {
  const { faults, modules, keywords } = context;
  const isKeyword = (key: string): boolean => Object.hasOwn(keywords, key);
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
    const near = findNearest(lastPart(key), [...Object.keys(keywords), ...modules.keys(), ...INSTEAD]);
    const keywordMeant = module !== undefined || (near !== undefined && isKeyword(near));
    const what = keywordMeant ? `unknown key "${key}"` : `module "${key}" does not exist`;
    const hint =
      habit ??
      hintParam(key, module, context) ??
      (near === undefined ? hintModules(keywordMeant, context) : `did you mean "${near}"?`);
    faults.add(keywordMeant ? 'unknown-key' : 'unknown-module', what, { span, hint });
  }
  if (module === undefined && others.length === 0) {
    faults.add('no-module', 'the task names no module', {
      span: place.span,
      hint: hintModules(false, context),
    });
  }
}

/** A param that stands beside its module instead of under it. */
function hintParam(key: string, module: string | undefined, { modules }: KeysContext): string | undefined {
  const params = module === undefined ? undefined : modules.get(module)?.params.properties;
  if (!params || !Object.hasOwn(params, key)) return undefined;
  return `it is a param of ${module}: indent it, under ${module}:`;
}

function hintModules(keyword: boolean, { modules, keywords }: KeysContext): string {
  return keyword
    ? `a task may say ${Object.keys(keywords).join(', ')}`
    : `the modules are ${[...modules.keys()].sort().join(', ')}`;
}
