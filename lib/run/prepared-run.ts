import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { SourceFiles } from '../connection/transfer/source-files.ts';
import { findHost } from '../inventory/localhost.ts';
import type { Play } from '../playbook/model.ts';
import { createEpochs } from './epoch.ts';
import type { Listener } from './events.ts';
import { HostSession } from './host-session.ts';
import { hostsOfRun } from './hosts-of-run.ts';
import { createLimit } from './limit.ts';
import { Machines } from './machines.ts';
import type { PreflightOptions } from './preflight.ts';
import type { RunRequest } from './request.ts';

/** What stands before the first connection is made. */
export interface PreparedRun {
  readonly emit: Listener;
  readonly plays: readonly Play[];
  readonly hostsOf: ReadonlyMap<Play, readonly string[]>;
  readonly files: SourceFiles;
  readonly sessions: Map<string, HostSession>;
  readonly preflight: PreflightOptions;
}

export function prepareHosts(request: RunRequest, emit: Listener): PreparedRun {
  const plays = request.playbooks.flatMap((playbook) => playbook.plays);
  const hostsOf = new Map(plays.map((play) => [play, hostsOfRun(play, request)]));
  const sessions = openSessions(request, new Set([...hostsOf.values()].flat()));
  const prepared = { emit, plays, hostsOf, files: new SourceFiles() };
  return { ...prepared, sessions, preflight: preflightOptions(request, prepared) };
}

function openSessions({ inventory }: RunRequest, names: Iterable<string>): Map<string, HostSession> {
  const sessions = new Map<string, HostSession>();
  for (const name of names) {
    const host = findHost(name, inventory);
    if (host) sessions.set(name, new HostSession(host));
  }
  return sessions;
}

function preflightOptions(
  request: RunRequest,
  { emit, plays, hostsOf, files }: Omit<PreparedRun, 'sessions' | 'preflight'>,
): PreflightOptions {
  const signal = AbortSignal.any([request.stop, request.abort]);
  setMaxListeners(0, signal);
  return {
    connect: request.connect,
    connectOptions: { ...request.connectOptions, files },
    emit,
    limit: createLimit(request.concurrency),
    machines: new Machines(),
    epochs: createEpochs(),
    files,
    signal,
    owner: request.check ? undefined : { runId: randomUUID(), name: request.owner },
    plays,
    isUsed: (play, host) => hostsOf.get(play)?.includes(host) ?? false,
  };
}
