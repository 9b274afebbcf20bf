import type { DatastoreState } from '../../shared/datastore-state.ts';
import { ENGINE_NAMES, type Engine } from '../../shared/endpoint.ts';
import type { Pooling } from '../../shared/postgresql/pooling.ts';

export interface Considered extends DatastoreState {
  readonly engine: Engine;
  readonly pooling: Pooling;
  readonly servers: number;
}

/** What does not keep K3s from working today. */
export function findWarnings(state: Considered): string[] {
  return [warnOfVersion(state), warnOfConnections(state), warnOfPooler(state)].flatMap((one) => one ?? []);
}

/** Releases that K3s is tried with, by their beginnings. */
const TRIED: Readonly<Record<string, readonly string[]>> = {
  PostgreSQL: ['12', '13', '14', '15', '16', '17'],
  MySQL: ['5.7', '8.0', '8.4'],
  MariaDB: ['10.6', '10.11', '11.4'],
  etcd: ['3.5'],
};

function warnOfVersion({ engine, version }: Considered): string | undefined {
  const product = version.includes('MariaDB') ? 'MariaDB' : ENGINE_NAMES[engine];
  // Some say "5.5.5-" before MariaDB's own number, for old clients.
  const number = /\d+(\.\d+)*/.exec(version.replace(/^5\.5\.5-/, ''))?.[0] ?? '';
  const tried = TRIED[product] ?? [];
  if (tried.some((one) => number === one || number.startsWith(`${one}.`))) return undefined;
  return `${product} ${number} is not among the releases that K3s is tried with (${tried.join(', ')})`;
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
