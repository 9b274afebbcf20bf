import type { Diagnostic } from '../core/diagnostic.ts';
import { hintNearest } from '../core/nearest.ts';
import { t } from '../schema/build.ts';
import type { Reference } from '../template/compiled.ts';
import type { Known, PlayDraft, Reading, TaskDraft } from './draft.ts';
import { hintNameHabit } from './habits.ts';
import { listItems } from './items.ts';
import { ANYTHING, findMissingField, type MissingField } from './known.ts';
import type { LoopControl, RoleUse } from './model.ts';
import { listUses } from './role-chain.ts';
import { scopeAround, scopeInRole } from './role-names.ts';
import { findMakers, resultOf, withNames, type Scope } from './scope.ts';

interface Wrong {
  readonly severity: Diagnostic['severity'];
  readonly code: string;
  readonly message: string;
  readonly hint: string | undefined;
}

/** Tells names that a template or an expression reads and that are not there. */
export class NameChecker {
  readonly #reading: Reading;
  /** Names told of that an inventory must give. */
  readonly #expected = new Set<string>();
  readonly #made: ReadonlyMap<string, TaskDraft>;
  /** Uses of roles of which is checked what they are given. */
  readonly #entered = new Set<RoleUse>();

  constructor(plays: readonly PlayDraft[], reading: Reading) {
    this.#reading = reading;
    this.#made = findMakers(plays);
  }

  checkTask(draft: TaskDraft, names: Scope): void {
    const { task, module, reads } = draft;
    for (const role of listUses(task.role)) this.#enterRole(role, names);
    const scope = scopeInRole(names, task.role);
    const own = Object.fromEntries(Object.keys(task.vars).map((name) => [name, [ANYTHING]]));
    const outside = withNames(scope, own);
    // Of a loop that could not be read, nothing is known of the items, and all is told already.
    const items = task.loop ? listItems(draft, outside) : [ANYTHING];
    const inside = draft.place.has('loop')
      ? withNames(outside, namesOfLoop(task.loopControl, items))
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

  #enterRole(role: RoleUse, names: Scope): void {
    if (this.#entered.has(role)) return;
    this.#entered.add(role);
    const scope = scopeAround(names, role);
    const given = Object.values(role.inputs).flatMap((input) => input.given?.references ?? []);
    this.check(given, scope);
    for (const { references } of [...role.said, ...Object.values(role.around)]) this.check(references, scope);
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
      const hint = [hintMember(reference, user) ?? wrong.hint, used]
        .filter((part) => part !== undefined)
        .join('; ');
      if (wrong.severity === 'error') this.#reading.faults.add(wrong.code, wrong.message, { span, hint });
      else this.#reading.faults.warn(wrong.code, wrong.message, { span, hint });
    }
  }

  #examine({ path, optional, span }: Reference, scope: Scope): Wrong | undefined {
    const [root = ''] = path;
    const known = scope.get(root);
    if (!known) return optional === true ? undefined : this.#describeUnknown(root, scope, span.file);
    const missing = known.map((one) => findMissingField(one, path));
    const [first] = missing;
    if (!first || missing.some((one) => one === undefined)) return undefined;
    if (optional === true && (root === 'groups' || root === 'hostvars')) return undefined;
    return { severity: 'error', ...describeMissing(root, first), hint: first.hint };
  }

  #describeUnknown(name: string, scope: Scope, file: string): Wrong | undefined {
    const hint = this.#hintUnknown(name, scope, file);
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

  #hintUnknown(name: string, scope: Scope, file: string): string | undefined {
    if (name === 'item')
      return 'there is an item only in a task with loop:, and not in its name or delegate_to';
    if (name === 'result')
      return 'the result is there in until, changed_when and failed_when; register: keeps it';
    const maker = this.#made.get(name);
    if (maker) {
      const { span } = maker.place;
      return `it is made later, by the task of ${span.file === file ? 'line ' : `${span.file}:`}${span.line}`;
    }
    const inputs = scope.get('inputs')?.[0] as { readonly properties?: object } | undefined;
    if (inputs?.properties && Object.hasOwn(inputs.properties, name)) return `write inputs.${name}`;
    return hintNameHabit(name) ?? hintNearest(name, scope.keys());
  }
}

/** `item` in a loop that calls its members otherwise. */
function hintMember({ path: [name] }: Reference, user: TaskDraft | undefined): string | undefined {
  const called = user?.place.has('loop') ? user.task.loopControl.variable : 'item';
  return name === 'item' && called !== 'item' ? `this loop calls its member "${called}"` : undefined;
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
