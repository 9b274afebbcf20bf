import type { Diagnostic } from '../core/diagnostic.ts';
import { hintNearest } from '../core/nearest.ts';
import { t } from '../schema/build.ts';
import type { Reference } from '../template/compiled.ts';
import { listEarly } from './check-early.ts';
import type { Known, PlayDraft, Reading, TaskDraft } from './draft.ts';
import { hintNameHabit } from './habits.ts';
import { listItems } from './items.ts';
import { ANYTHING, findMissingField, type MissingField } from './known.ts';
import type { LoopControl } from './model.ts';
import { baseScope, enterPlay, findMakers, leaveTask, resultOf, withNames, type Scope } from './scope.ts';

/** Checks that every name read by a template or an expression is there by then, and has the fields read. */
export function checkNames(plays: readonly PlayDraft[], reading: Reading): void {
  const checker = new NameChecker(plays, reading);
  let names = baseScope(reading);
  for (const draft of plays) {
    const before = new Set(names.keys());
    const inside = enterPlay(names, draft.play);
    for (const { references } of listEarly(draft.play)) checker.check(references, inside);
    for (const task of [...draft.tasks, ...draft.handlers]) {
      checker.checkTask(task, inside);
      leaveTask(inside, task);
    }
    // Variables of a play are worked out where they are used, so they may read what a later task registers.
    const used = withNames(inside, { item: [ANYTHING] });
    for (const compiled of Object.values(draft.play.vars)) checker.check(compiled.references, used);
    names = dropPlayVars(inside, draft, before);
  }
}

/** Registered names and those of `set` last for the run; a play's variables end with it. */
function dropPlayVars(
  scope: ReadonlyMap<string, readonly Known[]>,
  { play, tasks, handlers }: PlayDraft,
  before: ReadonlySet<string>,
): Map<string, readonly Known[]> {
  const names = new Map(scope);
  const lasting = new Set([...tasks, ...handlers].flatMap(({ task, sets }) => [...sets, task.register]));
  for (const name of Object.keys(play.vars)) if (!before.has(name) && !lasting.has(name)) names.delete(name);
  names.delete('inputs');
  return names;
}

interface Wrong {
  readonly severity: Diagnostic['severity'];
  readonly code: string;
  readonly message: string;
  readonly hint: string | undefined;
}

class NameChecker {
  readonly #reading: Reading;
  /** Names told of that an inventory must give. */
  readonly #expected = new Set<string>();
  readonly #made: ReadonlyMap<string, TaskDraft>;

  constructor(plays: readonly PlayDraft[], reading: Reading) {
    this.#reading = reading;
    this.#made = findMakers(plays);
  }

  checkTask(draft: TaskDraft, scope: Scope): void {
    const { task, module, reads } = draft;
    const own = Object.fromEntries(Object.keys(task.vars).map((name) => [name, [ANYTHING]]));
    const outside = withNames(scope, own);
    const inside = task.loop
      ? withNames(outside, namesOfLoop(task.loopControl, listItems(draft, outside)))
      : outside;
    const result = [module ? resultOf(module, false) : ANYTHING];
    const after = withNames(inside, {
      result,
      ...(task.register !== undefined && { [task.register]: result }),
    });
    this.check(reads.outside, outside, draft);
    this.check(reads.inside, inside, draft);
    this.check(reads.after, after, draft);
  }

  /** `user` is the task whose template file may be told of. */
  check(references: readonly Reference[], scope: Scope, user?: TaskDraft): void {
    for (const reference of references) {
      const wrong = this.#examine(reference, scope);
      if (!wrong) continue;
      const { span } = reference;
      const from = user?.place.span;
      const used =
        from && from.file !== span.file ? `used by the task of ${from.file}:${from.line}` : undefined;
      const hint = [wrong.hint, used].filter((part) => part !== undefined).join('; ');
      if (wrong.severity === 'error') this.#reading.faults.add(wrong.code, wrong.message, { span, hint });
      else this.#reading.faults.warn(wrong.code, wrong.message, { span, hint });
    }
  }

  #examine({ path, optional }: Reference, scope: Scope): Wrong | undefined {
    const [root = ''] = path;
    const known = scope.get(root);
    if (!known) return optional === true ? undefined : this.#describeUnknown(root, scope);
    const missing = known.map((one) => findMissingField(one, path));
    const [first] = missing;
    if (!first || missing.some((one) => one === undefined)) return undefined;
    if (optional === true && (root === 'groups' || root === 'hostvars')) return undefined;
    return { severity: 'error', ...describeMissing(root, first), hint: first.hint };
  }

  #describeUnknown(name: string, scope: Scope): Wrong | undefined {
    const hint = this.#hintUnknown(name, scope);
    if (this.#reading.inventory || hint !== undefined) {
      return {
        severity: 'error',
        code: 'undefined',
        message: `"${name}" is not defined`,
        hint: hint ?? HINT,
      };
    }
    // Once a name: the inventory gives it to all of its readers.
    if (this.#expected.has(name)) return undefined;
    this.#expected.add(name);
    const message = `"${name}" is not defined here, so an inventory must give it`;
    return { severity: 'warning', code: 'undefined', message, hint: undefined };
  }

  #hintUnknown(name: string, scope: Scope): string | undefined {
    if (name === 'item')
      return 'there is an item only in a task with loop:, and not in its name or delegate_to';
    if (name === 'result')
      return 'the result is there in until, changed_when and failed_when; register: keeps it';
    const maker = this.#made.get(name);
    if (maker) return `it is made later, by the task of line ${maker.place.span.line}`;
    const inputs = scope.get('inputs')?.[0] as { readonly properties?: object } | undefined;
    if (inputs?.properties && Object.hasOwn(inputs.properties, name)) return `write inputs.${name}`;
    return hintNameHabit(name) ?? hintNearest(name, scope.keys());
  }
}

function namesOfLoop(
  { variable, indexVariable }: LoopControl,
  items: readonly Known[],
): Readonly<Record<string, readonly Known[]>> {
  return {
    [variable]: items,
    ...(indexVariable !== undefined && { [indexVariable]: [t.Integer({ description: 'From 0.' })] }),
  };
}

const HINT = 'no input, variable, inventory or earlier task makes it';

function describeMissing(root: string, { holder, field }: MissingField): Pick<Wrong, 'code' | 'message'> {
  if (root === 'groups') return { code: 'unknown-group', message: `no group is called "${field}"` };
  if (holder === 'hostvars') return { code: 'unknown-host', message: `no host is called "${field}"` };
  if (holder === 'inputs') return { code: 'unknown-input', message: `no input is called "${field}"` };
  return { code: 'unknown-field', message: `"${holder}" has no "${field}"` };
}
