import { sh, type Script } from '../../../connection/sh.ts';
import { t } from '../../../schema/build.ts';
import { Secret } from '../../../core/secret.ts';
import type { Unknown } from '../../../core/unknown.ts';
import { hostRead, type HostRead } from '../../read.ts';
import { firstLine, readJsonLine, valueOf, type Asked } from '../asked.ts';
import { digestRemote, ENGINE_NAMES, type Remote } from '../endpoint.ts';
import { unreadable } from '../lines.ts';
import { SERVICE, writeService } from './service-file.ts';

/** What a host's PostgreSQL server says. */
export function valueOfPostgres<Value>(asked: Asked<Value>): Value | null | Unknown {
  return valueOf(asked, ENGINE_NAMES.postgres);
}

/** The params of ServerChoice, as all modules have them that ask a server. */
export const serverParams = {
  port: t.Optional(
    t.Integer({
      minimum: 1,
      maximum: 65535,
      description: "Port of the server's socket. Default: that of psql.",
    }),
  ),
};

/** Which server: that of the host, by the port of its socket, or one over the network. */
export interface ServerChoice {
  readonly port?: number | undefined;
  readonly remote?: Remote | undefined;
}

/**
 * psql as the system user postgres, reading SQL from standard input: no password is asked for, none travels
 * in a command line, and messages do not repeat the SQL. It runs in / because postgres may not enter the
 * login user's folder.
 */
export function psql({ port }: ServerChoice): Script {
  const where = port === undefined ? [] : ['-p', port];
  return sh`cd / && if [ "$(id -un)" = postgres ]; then psql ${FORM} -d postgres ${where}
elif command -v runuser >/dev/null; then runuser -u postgres -- psql ${FORM} -d postgres ${where}
else su -s /bin/sh postgres -c ${sh`psql ${FORM} -d postgres ${where}`.text}
fi`;
}

/** No start-up file, no password asked for, values bare, an end at the first error. */
const FORM = ['-X', '-q', '-A', '-t', '-w', '-v', 'ON_ERROR_STOP=1', '-v', 'VERBOSITY=terse'];

/**
 * psql over the network: standard input holds how to connect, the password with it, so that it is in no command
 * line, environment or file. The SQL holds no secret. `cat` makes it a pipe, which can be opened by name.
 */
function psqlFar(sql: string): Script {
  return sh`command -v psql >/dev/null || exit ${NO_SERVER}
cat | PGSERVICEFILE=/dev/stdin psql ${FORM} -f /dev/fd/3 ${SERVICE} 3<<'k3play-sql'
${sh.raw(sql.trimEnd())}
k3play-sql`;
}

/** psql's own exit code when it cannot connect. */
const NO_CONNECTION = 2;
/** Exit code of ours: neither psql nor its user is there. */
const NO_SERVER = 69;

const NO_CLIENT = 'asking it takes the client psql on this host';

export interface Question<Value> extends ServerChoice {
  readonly key: string;
  readonly what: string;
  /** SQL that gives at most one line, which is JSON. */
  readonly sql: string;
  readonly parse: (json: unknown) => Value;
}

/** Asks a server. The client alone does not make a server of the host's: that has the system user postgres. */
export function ask<Value>({ key, what, sql, port, remote, parse }: Question<Value>): HostRead<Asked<Value>> {
  return hostRead({
    key: [key, port, remote && digestRemote(remote)].filter((part) => part !== undefined).join('@'),
    staleAfter: 'any-step',
    ...(remote ? askFar(remote, sql) : askNear(sql, { port })),
    parse(output): Asked<Value> {
      if (output.code === NO_SERVER && remote) return { server: 'down', reason: NO_CLIENT };
      if (output.code === NO_SERVER) return { server: 'absent' };
      if (output.code === NO_CONNECTION) return { server: 'down', reason: firstLine(output.stderr) };
      if (output.code !== 0) throw unreadable(what, output);
      const json = readJsonLine(output, what);
      return { server: 'running', value: json === null ? null : parse(json) };
    },
  });
}

type Way = Pick<HostRead<never>, 'script' | 'stdin'>;

function askNear(sql: string, choice: ServerChoice): Way {
  return {
    script: sh`if ! command -v psql >/dev/null || ! id -u postgres >/dev/null 2>&1; then exit ${NO_SERVER}; fi
${psql(choice)}`,
    stdin: sql,
  };
}

function askFar(remote: Remote, sql: string): Way {
  const service = writeService(remote);
  if (service === undefined) {
    return {
      script: sh`echo ${'a login with blanks at its ends cannot be tried by psql'} >&2; exit ${NO_CONNECTION}`,
    };
  }
  return { script: psqlFar(sql), stdin: new Secret(service) };
}
