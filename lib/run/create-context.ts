import { K3Error } from '../core/errors.ts';
import { findHost } from '../inventory/localhost.ts';
import type { Play } from '../playbook/model.ts';
import { keepSecrets } from '../secrets/keep-secrets.ts';
import type { RunContext } from './context.ts';
import { joinLock } from './host-lock.ts';
import { HostSession } from './host-session.ts';
import { buildHostvars } from './host-view.ts';
import { openSession, reopenSession } from './preflight.ts';
import type { PreparedRun } from './prepared-run.ts';
import type { RunRequest } from './request.ts';

/** What all plays of a run have in common, made once. */
export type SharedByPlays = Pick<
  RunContext,
  'announced' | 'epochs' | 'files' | 'gatherFacts' | 'lookAhead' | 'hosts' | 'places' | 'templates'
>;

export function createContext(
  request: RunRequest,
  prepared: PreparedRun & { readonly play: Play; readonly shared: SharedByPlays },
): RunContext {
  const { sessions, preflight, play, emit, shared } = prepared;
  const { inventory, redactor, confirm } = request;
  return {
    ...shared,
    inventory,
    modules: request.modules,
    validator: request.validator,
    language: request.language,
    check: request.check,
    diff: request.diff,
    extraVars: request.extraVars,
    emit,
    abort: request.abort,
    stop: request.stop,
    reconnect: (session) => reopenSession(session, preflight),
    joinLock: async (session, shell) => {
      const { owner } = preflight;
      if (owner) await joinLock(session, { owner, ...shell, signal: request.abort });
    },
    session: (name) => sessionOf(name, { sessions, preflight, inventory }),
    hostvars: buildHostvars(inventory, {
      sessionOf: (name) => sessions.get(name),
      inputsOf: (name) => request.inputsOf(play, name),
    }),
    witness: request.witness,
    mayStart: request.mayStart,
    done: request.done,
    confirm: confirm && ((question, options) => confirm(redactor.redact(question), options)),
    inputsOf: (asked, host) => request.inputsOf(asked, host),
    keepSecret: (value) => {
      keepSecrets(value, redactor);
    },
  };
}

/** A host that a task is delegated to may be in no play: it is connected when it is first needed. */
async function sessionOf(
  name: string,
  options: Pick<PreparedRun, 'sessions' | 'preflight'> & Pick<RunRequest, 'inventory'>,
): Promise<HostSession> {
  const known = options.sessions.get(name);
  if (known) return known;
  const host = findHost(name, options.inventory);
  if (!host) {
    throw new K3Error(`delegate_to: there is no host "${name}" in the inventory`, {
      kind: 'template',
      code: 'run/unknown-delegate',
    });
  }
  const session = new HostSession(host);
  options.sessions.set(name, session);
  await openSession(session, options.preflight);
  return session;
}
