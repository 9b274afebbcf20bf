import { describeHost } from '../inventory/describe-host.ts';
import { assignOver, defineLazily } from '../playbook/lazy-vars.ts';
import type { Task } from '../playbook/model.ts';
import type { Scope } from '../template/compiled.ts';
import type { PlayContext } from './context.ts';
import type { HostSession } from './host-session.ts';

export interface ScopeExtras {
  readonly task?: Task | undefined;
  /** `item`, `result` and the like. */
  readonly names?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * The names a task's templates see on a host. The nearer wins: inventory, play vars, set and registered,
 * task vars, -e, then our own words, which nothing shadows.
 */
export function buildScope(context: PlayContext, session: HostSession, extras: ScopeExtras = {}): Scope {
  const { run, play } = context;
  const scope: Record<string, unknown> = { ...session.host.vars };
  defineLazily(scope, play.vars);
  assignOver(scope, session.assigned);
  if (extras.task) defineLazily(scope, extras.task.vars);
  assignOver(scope, run.extraVars);
  assignOver(scope, {
    inputs: run.inputsOf(play, session.name),
    facts: ((play.gatherFacts || session.wantsFacts) && session.facts) || {},
    groups: run.inventory.groups,
    hostvars: run.hostvars,
    host: describeHost(session.host),
    check_mode: run.check,
    ...extras.names,
  });
  return scope;
}
