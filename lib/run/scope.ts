import { PRECEDENCE, type VariableLevel } from '../inventory/precedence.ts';
import { assignOver, defineLazily } from '../playbook/lazy-vars.ts';
import type { Task } from '../playbook/model.ts';
import { listUses } from '../playbook/role-chain.ts';
import type { Scope } from '../template/compiled.ts';
import type { PlayContext } from './context.ts';
import type { HostSession } from './host-session.ts';
import { enterRole, type Words } from './role-scope.ts';

export interface ScopeExtras {
  readonly task?: Task | undefined;
  /** `item`, `result` and the like. */
  readonly names?: Readonly<Record<string, unknown>> | undefined;
}

interface Where extends ScopeExtras {
  readonly context: PlayContext;
  readonly session: HostSession;
  readonly words: Words;
}

type Layer = (scope: Record<string, unknown>, where: Where) => void;

/** What each level gives. Levels without one come along with that of their kind: of inventory, play or task. */
const LAYERS: Readonly<Partial<Record<VariableLevel, Layer>>> = {
  inventory: (scope, { session }) => {
    assignOver(scope, session.host.vars);
  },
  play: (scope, { context }) => {
    defineLazily(scope, context.play.vars);
  },
  set: (scope, { context, session }) => {
    assignOver(scope, context.seen ?? session.assigned);
  },
  task: (scope, { task }) => {
    if (task) defineLazily(scope, task.vars);
  },
  extra: (scope, { context }) => {
    assignOver(scope, context.run.extraVars);
  },
  own: (scope, { words, names }) => {
    assignOver(scope, words);
    assignOver(scope, names ?? {});
  },
};

/** The names a task's templates see on a host; the nearer wins, by the order of PRECEDENCE. */
export function buildScope(context: PlayContext, session: HostSession, extras: ScopeExtras = {}): Scope {
  const { run } = context;
  let scope: Record<string, unknown> = {};
  let words: Words = { ...run.extraVars, ...listOwnWords(context, session) };
  for (const { level } of PRECEDENCE) {
    if (level === 'task') {
      for (const role of listUses(extras.task?.role))
        ({ scope, words } = enterRole(scope, role, { run, words }));
    }
    LAYERS[level]?.(scope, { ...extras, context, session, words });
  }
  return scope;
}

/** What nothing shadows. */
function listOwnWords({ run, play }: PlayContext, session: HostSession): Words {
  return {
    inputs: run.inputsOf(play, session.name),
    facts: ((play.gatherFacts || session.wantsFacts) && session.facts) || {},
    groups: run.inventory.groups,
    hostvars: run.hostvars,
    host: session.described,
    check_mode: run.check,
  };
}
