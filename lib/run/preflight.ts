import type { Connect, ConnectOptions } from '../connection/connection.ts';
import { sh } from '../connection/sh.ts';
import { K3Error } from '../core/errors.ts';
import type { FilesHere } from '../modules/read.ts';
import type { Play } from '../playbook/model.ts';
import { askRead, disturb } from './ask.ts';
import type { Epochs } from './epoch.ts';
import type { Listener } from './events.ts';
import { describeError, isMissingUser } from './failure.ts';
import { gatherFacts } from './gather-facts.ts';
import { lockHost, type Owner } from './host-lock.ts';
import type { HostSession } from './host-session.ts';
import { runAll, type Limit } from './limit.ts';
import type { Machines } from './machines.ts';
import { readDebts } from './owed-handlers.ts';
import { userOf } from './privilege.ts';

export interface PreflightOptions {
  readonly connect: Connect;
  readonly connectOptions: ConnectOptions;
  readonly emit: Listener;
  readonly limit: Limit;
  readonly machines: Machines;
  readonly epochs: Epochs;
  readonly files: FilesHere;
  readonly signal: AbortSignal;
  /** Who locks the hosts; undefined in check mode, which may look at any time. */
  readonly owner: Owner | undefined;
  /** The plays of the run, for the privileges they ask for. */
  readonly plays: readonly Play[];
  readonly isUsed: (play: Play, host: string) => boolean;
}

/**
 * Connects to every host, tries the privileges its plays ask for and learns its facts, before the first
 * change anywhere. A host that fails is told, counted and out of the run.
 */
export async function connectAll(sessions: readonly HostSession[], options: PreflightOptions): Promise<void> {
  await runAll(sessions, (session) => connectOne(session, options), { limit: options.limit });
}

async function connectOne(session: HostSession, options: PreflightOptions): Promise<void> {
  const started = performance.now();
  try {
    await openSession(session, options);
    options.emit({
      kind: 'host-connected',
      host: session.name,
      durationMs: Math.round(performance.now() - started),
    });
  } catch (error) {
    const failure = describeError(error);
    const isBecome = failure.kind === 'become' || failure.kind === 'internal' || failure.kind === 'module';
    session.state = isBecome ? 'failed' : 'unreachable';
    session.count(session.state);
    options.emit({ kind: 'host-failed', host: session.name, failure });
  }
}

/** One connection, the facts where a play wants them, and the shells of the users that will be needed. */
export async function openSession(session: HostSession, options: PreflightOptions): Promise<void> {
  const { connect, connectOptions, signal, epochs, files } = options;
  const { connection: settings, name } = session.host;
  session.attach(await connect(name, settings, { ...connectOptions, signal }));
  const place = {
    session,
    user: undefined,
    check: false,
    predicted: session.predicted,
    signal,
    timeoutMs: undefined,
    announced: { first: undefined },
    epochs,
    files,
  };
  // Until the host has said which machine it is, it may be any.
  session.ahead.machine = epochs.steps;
  const privileges = takePrivileges(session, options);
  if (wantsFacts(session, options))
    privileges.push(gatherFacts(place, options.machines).then(() => undefined));
  const [owed] = await Promise.all([askRead(readDebts(), place), ...privileges]);
  session.owed = owed;
}

/** Another connection in the place of one that is to end, or has ended; what is known of the host stays. */
export async function reopenSession(session: HostSession, options: PreflightOptions): Promise<void> {
  const { connect, connectOptions, signal, epochs } = options;
  const { connection: settings, name } = session.host;
  await session.close().catch(() => undefined);
  disturb({ session, epochs });
  session.attach(await connect(name, settings, { ...connectOptions, signal }));
  await Promise.all(takePrivileges(session, options));
  session.isAway = false;
}

/** The shells of the users that will be needed, and the lock. */
function takePrivileges(session: HostSession, options: PreflightOptions): Promise<void>[] {
  const { signal } = options;
  const users = usersOf(session, options);
  const privileges = [...users].map((user) => tryPrivilege(session, { user, options }));
  if (options.owner) {
    const user = users.has('root') ? 'root' : undefined;
    privileges.push(lockHost(session, { owner: options.owner, user, signal }));
  }
  return privileges;
}

/** A host in no play, to which a task is delegated, has its facts asked as well. */
function wantsFacts(session: HostSession, options: PreflightOptions): boolean {
  const used = playsOf(session, options);
  return used.length === 0 || used.some(({ gatherFacts: wanted }) => wanted);
}

function usersOf(session: HostSession, options: PreflightOptions): ReadonlySet<string> {
  const users = playsOf(session, options).map((play) => userOf(play, session));
  return new Set(users.filter((user) => user !== undefined));
}

function playsOf({ name }: HostSession, { plays, isUsed }: PreflightOptions): readonly Play[] {
  return plays.filter((play) => isUsed(play, name));
}

interface Privilege {
  readonly user: string;
  readonly options: PreflightOptions;
}

async function tryPrivilege(session: HostSession, { user, options }: Privilege): Promise<void> {
  const { signal } = options;
  try {
    const output = await session.connection.run(sh`:`, { nature: 'read', user, signal, timeoutMs: 60_000 });
    if (output.code === 0) {
      session.users.add(user);
      return;
    }
  } catch (error) {
    if (isMissingUser(error) && isMadeBefore(session, { user, options })) return;
    throw error;
  }
  throw new K3Error(`cannot become ${user} on ${session.name}`, { kind: 'become', code: 'run/become' });
}

/** Whether a user that is not there yet may be made by a play before the first one that needs it. */
function isMadeBefore(session: HostSession, { user, options }: Privilege): boolean {
  const [first] = playsOf(session, options);
  return first !== undefined && userOf(first, session) !== user;
}
