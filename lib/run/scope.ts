import { K3Error } from '../core/errors.ts';
import { describeHost } from '../inventory/describe-host.ts';
import type { Task } from '../playbook/model.ts';
import type { Compiled, Scope } from '../template/compiled.ts';
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
    facts: (play.gatherFacts && session.facts) || {},
    groups: run.inventory.groups,
    hostvars: run.hostvars,
    host: describeHost(session.host),
    check_mode: run.check,
    ...extras.names,
  });
  return scope;
}

function assignOver(scope: Record<string, unknown>, values: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(values)) {
    Object.defineProperty(scope, name, { value, enumerable: true, configurable: true });
  }
}

/** Variables of a play may use one another in any order; each is rendered when it is first asked for. */
function defineLazily(scope: Record<string, unknown>, vars: Readonly<Record<string, Compiled>>): void {
  for (const [name, compiled] of Object.entries(vars)) {
    let state: 'waiting' | 'busy' | 'done' = 'waiting';
    let value: unknown;
    const get = (): unknown => {
      if (state === 'done') return value;
      if (state === 'busy') throw selfReference(name, compiled);
      state = 'busy';
      try {
        value = compiled.render(scope);
        state = 'done';
        return value;
      } finally {
        if (state === 'busy') state = 'waiting';
      }
    };
    Object.defineProperty(scope, name, { get, enumerable: true, configurable: true });
  }
}

function selfReference(name: string, { span }: Compiled): K3Error {
  return new K3Error(`${span.file}:${span.line}:${span.column}: the variable "${name}" is made from itself`, {
    kind: 'template',
    code: 'template/self-reference',
  });
}
