import type { Compiled } from '../template/compiled.ts';
import type { Play, RoleUse, Task } from './model.ts';
import { lookUp, type VarsInSight } from './rings.ts';

/** Names that have a value from elsewhere, which stands over what is written in a playbook, or under it. */
export interface GivenElsewhere {
  /** Over all. */
  readonly byCommandLine: ReadonlySet<string>;
  /** Over variables of a play, once that task has run. */
  readonly byTasks: ReadonlyMap<string, unknown>;
  /** Over the defaults of roles. */
  readonly byInventory: ReadonlySet<string>;
}

type Vars = Readonly<Record<string, Compiled>>;

export function seeFromPlay({ vars }: Play, { byCommandLine, byTasks }: GivenElsewhere): VarsInSight {
  const open = leaveOut(vars, (name) => byCommandLine.has(name) || byTasks.has(name));
  return { vars: open, outer: undefined };
}

/** What is seen where a role is used: its own variables are not. */
export function seeAround({ outer, around }: RoleUse, play: VarsInSight, given: GivenElsewhere): VarsInSight {
  const sight = outer ? seeInside(outer, play, given) : play;
  return add(sight, around, given);
}

/** What is seen in a role; variables of its own do not see out of it, and those around it not into it. */
export function seeInside(role: RoleUse, play: VarsInSight, given: GivenElsewhere): VarsInSight {
  const around = seeAround(role, play, given);
  const isTaken = (name: string): boolean =>
    given.byInventory.has(name) || given.byTasks.has(name) || lookUp(name, around) !== undefined;
  const weak = leaveOut(role.defaults, isTaken);
  return add({ vars: {}, outer: around }, { ...weak, ...role.vars }, given);
}

export function seeFromTask(
  { role, vars, loop, loopControl }: Task,
  play: VarsInSight,
  given: GivenElsewhere,
): VarsInSight {
  const sight = add(role ? seeInside(role, play, given) : play, vars, given);
  const { variable, indexVariable } = loopControl;
  return loop
    ? { ...sight, vars: leaveOut(sight.vars, (name) => name === variable || name === indexVariable) }
    : sight;
}

function add(sight: VarsInSight, vars: Vars, { byCommandLine }: GivenElsewhere): VarsInSight {
  return { ...sight, vars: { ...sight.vars, ...leaveOut(vars, (name) => byCommandLine.has(name)) } };
}

function leaveOut(vars: Vars, isLeftOut: (name: string) => boolean): Vars {
  return Object.fromEntries(Object.entries(vars).filter(([name]) => !isLeftOut(name)));
}
