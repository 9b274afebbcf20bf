import { sh, type Script } from '../../../connection/sh.ts';
import { Secret } from '../../../core/secret.ts';
import type { Unknown } from '../../../core/unknown.ts';
import { t } from '../../../schema/build.ts';
import { hostRead, type HostRead } from '../../read.ts';
import { readJsonLine, valueOf, type Asked } from '../asked.ts';
import { unreadable } from '../lines.ts';
import { digestRemote, ENGINE_NAMES, type Remote } from '../endpoint.ts';
import { writeOptions } from './options.ts';

/** What a host's MariaDB or MySQL server says. */
export function valueOfMysql<Value>(asked: Asked<Value>): Value | null | Unknown {
  return valueOf(asked, ENGINE_NAMES.mysql);
}

export const serverParams = {
  socket: t.Optional(t.Path({ description: "The server's socket. Default: that of the client." })),
};

/** Which server: that of the host, by its socket, or one over the network. */
export interface ServerChoice {
  readonly socket?: string | undefined;
  readonly remote?: Remote | undefined;
}

/** Exit code of ours: neither a client nor a server is there. */
const NO_SERVER = 69;

/**
 * The client as root over the host's socket, reading SQL from standard input, so that none is in a command
 * line. No option file is read: root's own may lead elsewhere.
 */
export function mysql({ socket }: ServerChoice): Script {
  const where = socket === undefined ? [] : ['--socket', socket];
  return sh`${FIND_CLIENT}"$mysql" --no-defaults --user root --protocol socket ${where} ${FORM}`;
}

/** SQL text of any mode is read alike, and comes back as it is: a line a row, nothing escaped. */
const FORM = ['--connect-timeout', 10, '--default-character-set', 'utf8mb4', '-N', '-B', '-r'];
const FIND_CLIENT = sh`mysql=$(command -v mariadb || command -v mysql)
`;

const NO_CLIENT = 'asking it takes the client mariadb or mysql on this host';

export interface Question<Value> extends ServerChoice {
  readonly key: string;
  readonly what: string;
  /** SQL that gives at most one line, which is JSON. It holds no secret. */
  readonly sql: string;
  readonly parse: (json: unknown) => Value;
}

/** The client alone does not make a server of the host's: that comes with the system user mysql. */
export function ask<Value>({
  key,
  what,
  sql,
  socket,
  remote,
  parse,
}: Question<Value>): HostRead<Asked<Value>> {
  const text = `SET SESSION sql_mode = '';\n${sql}`;
  const way = remote ? askFar(remote, text) : { script: askNear({ socket }), stdin: text };
  return hostRead({
    key: [key, socket, remote && digestRemote(remote)].filter((part) => part !== undefined).join('@'),
    staleAfter: 'any-step',
    ...way,
    parse(output): Asked<Value> {
      if (output.code === NO_SERVER && remote) return { server: 'down', reason: NO_CLIENT };
      if (output.code === NO_SERVER) return { server: 'absent' };
      const refusal = output.code === 0 ? undefined : findRefusal(output.stderr);
      if (refusal !== undefined) return { server: 'down', reason: refusal };
      if (output.code !== 0) throw unreadable(what, output);
      const json = readJsonLine(output, what);
      return { server: 'running', value: json === null ? null : parse(json) };
    },
  });
}

function askNear(choice: ServerChoice): Script {
  return sh`if ! { command -v mariadb || command -v mysql; } >/dev/null || ! id -u mysql >/dev/null 2>&1; then exit ${NO_SERVER}; fi
${mysql(choice)}`;
}

/**
 * Standard input holds the client's options, the password among them, so that it is in no command line. `cat`
 * makes it a pipe, which can be opened by name.
 */
function askFar(remote: Remote, sql: string): Pick<HostRead<never>, 'script' | 'stdin'> {
  const { database } = remote.endpoint;
  return {
    script: sh`${FIND_CLIENT}if [ -z "$mysql" ]; then exit ${NO_SERVER}; fi
cat | "$mysql" --defaults-file=/dev/stdin ${FORM} -e ${sql} ${database}`,
    stdin: new Secret(writeOptions(remote)),
  };
}

/** No connection, or one that is refused before any question: too many, host not allowed, login denied. */
function findRefusal(stderr: Buffer): string | undefined {
  const lines = stderr.toString('utf8').split('\n');
  return lines.find((line) =>
    /^ERROR (1040|1044|1045|1049|1129|1130|1203|1226|2002|2003|2005|2013|2026)\b/.test(line),
  );
}
