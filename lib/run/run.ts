import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { Connect, ConnectOptions } from '../connection/connection.ts';
import { SourceFiles } from '../connection/transfer/source-files.ts';
import { K3Error } from '../core/errors.ts';
import type { Inventory } from '../inventory/model.ts';
import { findHost } from '../inventory/localhost.ts';
import type { Module } from '../modules/define.ts';
import type { Play, Playbook } from '../playbook/model.ts';
import { hostsOfPlay } from '../playbook/play-hosts.ts';
import type { SchemaValidator } from '../schema/validate.ts';
import { keepSecrets } from '../secrets/keep-secrets.ts';
import type { Redactor } from '../secrets/redactor.ts';
import type { Language } from '../template/language.ts';
import type { Place } from './place.ts';
import type { RunContext } from './context.ts';
import { createEpochs } from './epoch.ts';
import type { Counts, Listener, RunEvent, Undone } from './events.ts';
import { exitCodeOf, type FailOnChange } from './exit-code.ts';
import { gatherFacts } from './gather-facts.ts';
import { HostSession } from './host-session.ts';
import { buildHostvars } from './host-view.ts';
import { createLimit } from './limit.ts';
import type { MayStart } from './may-start.ts';
import { createTemplateFiles } from './local-files.ts';
import { Machines } from './machines.ts';
import { runPlay } from './play-run.ts';
import { describeTask } from './on-hosts.ts';
import { connectAll, openSession, reopenSession, type PreflightOptions } from './preflight.ts';
import { selectTasks, type TaskSelection } from './selection.ts';
import { losesTooMany } from './standing.ts';
import { countTraffic } from './traffic.ts';
import { listUndone } from './undone.ts';
import type { Witness } from './witness.ts';

export interface RunRequest {
  readonly playbooks: readonly Playbook[];
  readonly inventory: Inventory;
  readonly modules: ReadonlyMap<string, Module>;
  readonly validator: SchemaValidator;
  readonly redactor: Redactor;
  readonly listen: Listener;
  readonly connect: Connect;
  readonly connectOptions: ConnectOptions;
  /** Only these hosts; undefined is all. */
  readonly limit: ReadonlySet<string> | undefined;
  readonly selection: TaskSelection;
  readonly check: boolean;
  readonly diff: boolean;
  /** Of a dry run. */
  readonly failOnChange?: FailOnChange | undefined;
  readonly concurrency: number;
  /** Reads of coming tasks travel with those of the present one; off, every task asks for itself. */
  readonly lookAhead: boolean;
  readonly extraVars: Readonly<Record<string, unknown>>;
  readonly templateFolders: readonly string[];
  /** What texts and expressions can call; without it, what k3play brings. */
  readonly language?: Language | undefined;
  /** Sees what each task is about to do, or in a dry run would. */
  readonly witness?: Witness | undefined;
  /** Has a say before each task; not with `strategy: free`. */
  readonly mayStart?: MayStart | undefined;
  inputsOf(play: Play, host: string): Readonly<Record<string, unknown>>;
  /** Who runs, such as `alice@desk`; told to others who find a host locked. */
  readonly owner: string;
  readonly stop: AbortSignal;
  readonly abort: AbortSignal;
}

/** Runs playbooks from the first connection to the closing line; the exit code is that of DESIGN.md's table. */
export async function runPlaybooks(request: RunRequest): Promise<number> {
  const started = performance.now();
  const emit = (event: RunEvent): void => {
    request.listen(request.redactor.redactValue(event) as RunEvent);
  };
  const plays = request.playbooks.flatMap((playbook) => playbook.plays);
  const hostsOf = new Map(plays.map((play) => [play, wantedHosts(play, request)]));
  const sessions = openSessions(request, new Set([...hostsOf.values()].flat()));
  emit({
    kind: 'run-started',
    at: new Date().toISOString(),
    check: request.check,
    playbooks: request.playbooks.map(({ file }) => file),
    hosts: [...sessions.keys()],
  });
  let listLeft: () => readonly Undone[];
  try {
    const prepared = { emit, plays, hostsOf, files: new SourceFiles() };
    const preflight = preflightOptions(request, prepared);
    await connectAll([...sessions.values()], preflight);
    listLeft = await runPlays(request, { ...prepared, sessions, preflight });
  } finally {
    await Promise.all([...sessions.values()].map((session) => session.close()));
  }
  const hosts: Record<string, Counts> = {};
  for (const { name, counts } of sessions.values()) hosts[name] = counts;
  const exitCode = exitCodeOf(Object.values(hosts), {
    interrupted: request.stop.aborted,
    failOnChange: request.check ? request.failOnChange : undefined,
  });
  const undone = exitCode === 0 ? [] : listLeft();
  emit({
    kind: 'run-ended',
    exitCode,
    durationMs: Math.round(performance.now() - started),
    hosts,
    traffic: countTraffic(sessions.values()),
    ...(undone.length > 0 && { undone }),
  });
  return exitCode;
}

interface Prepared {
  readonly emit: Listener;
  readonly plays: readonly Play[];
  readonly hostsOf: ReadonlyMap<Play, readonly string[]>;
  readonly files: SourceFiles;
}

function wantedHosts(play: Play, request: RunRequest): readonly string[] {
  const { limit } = request;
  const selected = hostsOfPlay(play, request);
  return limit ? selected.filter((name) => limit.has(name)) : selected;
}

function openSessions({ inventory }: RunRequest, names: Iterable<string>): Map<string, HostSession> {
  const sessions = new Map<string, HostSession>();
  for (const name of names) {
    const host = findHost(name, inventory);
    if (host) sessions.set(name, new HostSession(host));
  }
  return sessions;
}

function preflightOptions(request: RunRequest, { emit, plays, hostsOf, files }: Prepared): PreflightOptions {
  const signal = AbortSignal.any([request.stop, request.abort]);
  setMaxListeners(0, signal);
  return {
    connect: request.connect,
    connectOptions: { ...request.connectOptions, files },
    emit,
    limit: createLimit(request.concurrency),
    machines: new Machines(),
    epochs: createEpochs(),
    signal,
    owner: request.check ? undefined : { runId: randomUUID(), name: request.owner },
    plays,
    isUsed: (play, host) => hostsOf.get(play)?.includes(host) ?? false,
  };
}

type PreparedPlays = Prepared & {
  readonly sessions: Map<string, HostSession>;
  readonly preflight: PreflightOptions;
};

/** Gives who tells what was left undone; in a dry run that is nothing. */
async function runPlays(request: RunRequest, prepared: PreparedPlays): Promise<() => readonly Undone[]> {
  const shared = {
    announced: { first: undefined },
    epochs: prepared.preflight.epochs,
    gatherFacts: (place: Place) => gatherFacts(place, prepared.preflight.machines),
    lookAhead: request.lookAhead,
    hosts: createLimit(request.concurrency),
    templates: createTemplateFiles(request.templateFolders, prepared.files, request.language),
  };
  const contexts = new Map<Play, RunContext>();
  const contextOf = (play: Play): RunContext => {
    const context = contexts.get(play) ?? createContext(request, { ...prepared, play, shared });
    contexts.set(play, context);
    return context;
  };
  await walkPlays(request, prepared, contextOf);
  if (request.check) return () => [];
  return () =>
    listUndone(prepared.sessions.values(), {
      ...prepared,
      isWanted: selectTasks(request.selection),
      describe: (play, task, session) => {
        const context = {
          run: contextOf(play),
          play,
          batch: [session],
          ending: { isEnded: false, doubt: undefined },
        };
        return describeTask(context, task, { session, handler: false });
      },
    });
}

async function walkPlays(
  request: RunRequest,
  { plays, hostsOf, sessions, emit }: PreparedPlays,
  contextOf: (play: Play) => RunContext,
): Promise<void> {
  const isWanted = selectTasks(request.selection);
  for (const play of plays) {
    if (request.stop.aborted) return;
    const all = (hostsOf.get(play) ?? []).flatMap((name) => sessions.get(name) ?? []);
    const lost = all.filter(({ state }) => state !== 'running');
    const running = all.filter(({ state }) => state === 'running');
    if (losesTooMany(play, { lost: lost.length, of: all.length })) {
      const names = lost.map(({ name }) => name).join(', ');
      const needed = play.maxFailPercentage === 0 ? 'all' : `${100 - (play.maxFailPercentage ?? 0)} %`;
      const message = `stopped before the play "${play.name}": it needs ${needed} of its hosts, and lost ${names}`;
      emit({ kind: 'warning', message });
      return;
    }
    if (running.length === 0) {
      if (all.length > 0) return;
      continue;
    }
    const context = contextOf(play);
    const tasks = play.tasks.filter((task) => isWanted(task, play));
    if ((await runPlay(context, play, { tasks, sessions: running })) === 'stop') return;
  }
}

function createContext(
  request: RunRequest,
  prepared: Prepared & {
    readonly sessions: Map<string, HostSession>;
    readonly preflight: PreflightOptions;
    readonly play: Play;
    readonly shared: Pick<
      RunContext,
      'announced' | 'epochs' | 'gatherFacts' | 'lookAhead' | 'hosts' | 'templates'
    >;
  },
): RunContext {
  const { sessions, preflight, play, emit, shared } = prepared;
  const { inventory, redactor } = request;
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
    session: (name) => sessionOf(name, { sessions, preflight, inventory }),
    hostvars: buildHostvars(inventory, {
      sessionOf: (name) => sessions.get(name),
      inputsOf: (name) => request.inputsOf(play, name),
    }),
    witness: request.witness,
    mayStart: request.mayStart,
    inputsOf: (asked, host) => request.inputsOf(asked, host),
    keepSecret: (value) => {
      keepSecrets(value, redactor);
    },
  };
}

/** A host that a task is delegated to may be in no play: it is connected when it is first needed. */
async function sessionOf(
  name: string,
  options: { sessions: Map<string, HostSession>; preflight: PreflightOptions; inventory: Inventory },
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
