import type { DatastoreState } from '../../shared/datastore-state.ts';
import { ENGINE_NAMES, type Engine } from '../../shared/endpoint.ts';
import type { Pooling } from '../../shared/postgresql/pooling.ts';
import { warnOfRelease } from './tried-releases.ts';

export interface Considered extends DatastoreState {
  readonly engine: Engine;
  readonly pooling: Pooling;
  readonly servers: number;
}

/** What does not keep K3s from working today. */
export function findWarnings(state: Considered): string[] {
  return [warnOfVersion(state), warnOfConnections(state), warnOfPooler(state)].flatMap((one) => one ?? []);
}

function warnOfVersion({ engine, version }: Considered): string | undefined {
  // Some say "5.5.5-" before MariaDB's own number, for old clients.
  const number = /\d+(\.\d+)*/.exec(version.replace(/^5\.5\.5-/, ''))?.[0] ?? '';
  return warnOfRelease(version.includes('MariaDB') ? 'MariaDB' : ENGINE_NAMES[engine], number);
}

/** What a server takes, and what others need beside it. */
const EACH = 50;
const BESIDES = 20;

function warnOfConnections({ maxConnections, othersConnections, servers }: Considered): string | undefined {
  const wanted = EACH * servers + BESIDES;
  const left = Math.max(0, maxConnections - othersConnections);
  if (maxConnections === 0 || left >= wanted) return undefined;
  const all = servers === 1 ? 'one server wants' : `${servers} servers want`;
  return `the datastore allows ${maxConnections} connections, of which others leave ${left}; ${all} ${wanted}`;
}

function warnOfPooler({ pooling }: Considered): string | undefined {
  if (pooling !== 'session') return undefined;
  return 'another program stands before PostgreSQL: it has to keep one server process for each session, as it does now';
}
