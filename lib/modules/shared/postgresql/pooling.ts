import { sh } from '../../../connection/sh.ts';
import { Secret } from '../../../core/secret.ts';
import { hostRead, type HostRead } from '../../read.ts';
import { digestRemote, type Remote } from '../endpoint.ts';
import { SERVICE, writeService } from './service-file.ts';

/**
 * What stands between a host and PostgreSQL: nothing, a program that keeps a server process for each session, or
 * one that lends them out by transaction, as PgBouncer may, where prepared statements get lost.
 */
export type Pooling = 'none' | 'session' | 'transaction' | 'unknown';

/**
 * A server whose port is not that which was dialled is behind something. Then one session asks for the process
 * that serves it, twice, while another session keeps one busy: where the answers differ, processes are lent.
 */
export function readPooling(remote: Remote): HostRead<Pooling> {
  const service = writeService(remote) ?? '';
  const port = remote.endpoint.targets[0]?.port ?? 0;
  const ask = sh`PGSERVICEFILE=/dev/stdin psql -X -q -A -t -w ${SERVICE}`;
  return hostRead<Pooling>({
    key: `postgresql-pooling:${digestRemote(remote)}`,
    staleAfter: 'any-step',
    timeoutMs: 60_000,
    stdin: new Secret(service),
    script: sh`command -v psql >/dev/null || exit 0
service=$(cat)
direct=$(printf '%s\n' "$service" | ${ask} -c ${`select coalesce(inet_server_port(), 0) = ${port}`} 2>/dev/null) || exit 0
if [ "$direct" = t ]; then echo none; exit 0; fi
{ sleep 1; printf '%s\n' "$service" | ${ask} -c ${'select pg_sleep(3)'} >/dev/null 2>&1; } &
pids=$(printf '%s\n' "$service" | ${ask} -c ${PID} -c ${'\\! sleep 2'} -c ${PID} 2>/dev/null)
wait
case $(printf '%s\n' "$pids" | sort -u | wc -l) in *1) echo session ;; *2) echo transaction ;; esac`,
    parse({ stdout }) {
      const said = stdout.toString('utf8').trim();
      return said === 'none' || said === 'session' || said === 'transaction' ? said : 'unknown';
    },
  });
}

const PID = 'select pg_backend_pid()';
