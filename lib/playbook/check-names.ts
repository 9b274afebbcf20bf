import { hintNearest } from '../core/nearest.ts';
import type { Reference } from '../template/compiled.ts';
import type { Known, PlayDraft, Reading, TaskDraft } from './draft.ts';
import { hintNameHabit } from './habits.ts';
import { ANYTHING, findMissingField } from './known.ts';
import { baseScope, enterPlay, leaveTask, resultOf, type Scope } from './scope.ts';

/** Checks that every name read by a template or an expression is there by then, and has the fields read. */
export function checkNames(plays: readonly PlayDraft[], reading: Reading): void {
  const checker = new NameChecker(plays, reading);
  let names = baseScope(reading);
  for (const draft of plays) {
    const before = new Set(names.keys());
    const inside = enterPlay(names, draft.play);
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

function withNames(scope: Scope, names: Readonly<Record<string, readonly Known[]>>): Scope {
  return new Map([...scope, ...Object.entries(names)]);
}

/** Registered names and those of `set` last for the run; a play's variables end with it. */
function dropPlayVars(
  scope: Scope,
  { play, tasks, handlers }: PlayDraft,
  before: ReadonlySet<string>,
): Map<string, readonly Known[]> {
  const names = new Map(scope);
  const lasting = new Set([...tasks, ...handlers].flatMap(({ task, sets }) => [...sets, task.register]));
  for (const name of Object.keys(play.vars)) if (!before.has(name) && !lasting.has(name)) names.delete(name);
  names.delete('inputs');
  return names;
}

class NameChecker {
  readonly #reading: Reading;
  /** Tasks that register or set a name, wherever they are, for hints. */
  readonly #made = new Map<string, TaskDraft>();

  constructor(plays: readonly PlayDraft[], reading: Reading) {
    this.#reading = reading;
    for (const draft of plays.flatMap(({ tasks, handlers }) => [...tasks, ...handlers])) {
      for (const name of [draft.task.register, ...draft.sets])
        if (name !== undefined) this.#made.set(name, draft);
    }
  }

  checkTask({ task, module, reads }: TaskDraft, scope: Scope): void {
    const own = Object.fromEntries(Object.keys(task.vars).map((name) => [name, [ANYTHING]]));
    const outside = withNames(scope, own);
    const inside = task.loop ? withNames(outside, { item: [ANYTHING] }) : outside;
    const result = [module ? resultOf(module, false) : ANYTHING];
    const after = withNames(inside, {
      result,
      ...(task.register !== undefined && { [task.register]: result }),
    });
    this.check(reads.outside, outside);
    this.check(reads.inside, inside);
    this.check(reads.after, after);
  }

  check(references: readonly Reference[], scope: Scope): void {
    for (const reference of references) this.#checkReference(reference, scope);
  }

  #checkReference({ path, span, optional }: Reference, scope: Scope): void {
    const [root = ''] = path;
    const known = scope.get(root);
    if (!known) {
      if (optional !== true) this.#tellUnknown(root, { span, scope });
      return;
    }
    const missing = known.map((one) => findMissingField(one, path));
    const [first] = missing;
    if (!first || missing.some((one) => one === undefined)) return;
    if (optional === true && (root === 'groups' || root === 'hostvars')) return;
    this.#reading.faults.add(...describeMissing(root, first), { span, hint: first.hint });
  }

  #tellUnknown(name: string, { span, scope }: Pick<Reference, 'span'> & { readonly scope: Scope }): void {
    const { faults, inventory } = this.#reading;
    const hint = this.#hintUnknown(name, scope);
    if (inventory || hint !== undefined) {
      faults.add('undefined', `"${name}" is not defined`, { span, hint: hint ?? HINT });
    } else {
      faults.warn('undefined', `"${name}" is not defined here, so an inventory must give it`, { span });
    }
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

const HINT = 'no input, variable, inventory or earlier task makes it';

function describeMissing(
  root: string,
  { holder, field }: { readonly holder: string; readonly field: string },
): [code: string, message: string] {
  if (root === 'groups') return ['unknown-group', `no group is called "${field}"`];
  if (root === 'hostvars' && holder === 'hostvars') return ['unknown-host', `no host is called "${field}"`];
  if (root === 'inputs' && holder === 'inputs') return ['unknown-input', `no input is called "${field}"`];
  return ['unknown-field', `"${holder}" has no "${field}"`];
}
