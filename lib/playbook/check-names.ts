import { listEarly } from './check-early.ts';
import type { Known, PlayDraft, Reading, TaskDraft } from './draft.ts';
import { listGiven, referencesOf } from './given-inputs.ts';
import { ANYTHING } from './known.ts';
import { SECTIONS, type RoleUse } from './model.ts';
import { NameChecker } from './name-checker.ts';
import { listUses } from './role-chain.ts';
import { scopeInRole } from './role-names.ts';
import { baseScope, enterPlay, leaveTask, withNames } from './scope.ts';

/** Checks that every name read by a template or an expression is there by then, and has the fields read. */
export function checkNames(plays: readonly PlayDraft[], reading: Reading): void {
  const checker = new NameChecker(plays, reading);
  const base = baseScope(reading);
  let names = base;
  for (const draft of plays) {
    const before = new Set(names.keys());
    const inside = enterPlay(names, draft.play);
    for (const given of listGiven(draft.play.given)) {
      checker.check(referencesOf(given), enterPlay(base, { inputs: given.inputs, vars: {} }));
    }
    for (const { references } of listEarly(draft.play)) checker.check(references, inside);
    checkSections(draft, inside, checker);
    // Variables of a play are worked out where they are used, so they may read what a later task registers.
    const used = withNames(inside, { item: [ANYTHING] });
    for (const compiled of Object.values(draft.play.vars)) checker.check(compiled.references, used);
    for (const role of findRoles(draft)) {
      const within = withNames(scopeInRole(inside, role), { item: [ANYTHING] });
      for (const { references } of Object.values({ ...role.defaults, ...role.vars })) {
        checker.check(references, within);
      }
    }
    names = dropPlayVars(inside, draft, before);
  }
}

/** A handler is checked with what is known at the end of the first section that may notify it. */
function checkSections(
  { tasks, handlers }: PlayDraft,
  names: Map<string, readonly Known[]>,
  checker: NameChecker,
): void {
  const ran = new Set<TaskDraft>();
  for (const section of SECTIONS) {
    const notified = new Set<string>();
    for (const task of tasks.filter((one) => one.task.section === section)) {
      checker.checkTask(task, names);
      leaveTask(names, task, tasks);
      for (const id of task.task.notify) notified.add(id);
    }
    const within = new Map(names);
    for (const handler of handlers) {
      const { handlerId = '', notify } = handler.task;
      if (ran.has(handler)) leaveTask(within, handler, tasks);
      else if (notified.has(handlerId) || section === LAST) {
        checker.checkTask(handler, within);
        leaveTask(within, handler, tasks);
        ran.add(handler);
      }
      if (notified.has(handlerId)) for (const id of notify) notified.add(id);
    }
  }
  for (const handler of handlers) leaveTask(names, handler, tasks);
}

const LAST = SECTIONS.at(-1);

function findRoles({ tasks, handlers }: PlayDraft): ReadonlySet<RoleUse> {
  return new Set([...tasks, ...handlers].flatMap(({ task }) => listUses(task.role)));
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
