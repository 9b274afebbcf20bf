import { sh, type Script } from '../../../connection/sh.ts';
import { t } from '../../../schema/build.ts';
import type { Unknown } from '../../../core/unknown.ts';
import { hostRead, type HostRead } from '../../read.ts';
import { firstLine, readJsonLine, valueOf, type Asked } from '../asked.ts';
import { unreadable } from '../lines.ts';

/** What a host's PostgreSQL server says. */
export function valueOfPostgres<Value>(asked: Asked<Value>): Value | null | Unknown {
  return valueOf(asked, 'PostgreSQL');
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

/** Which server, where a host has several. */
export interface ServerChoice {
  readonly port?: number | undefined;
}

/**
 * psql as the system user postgres, reading SQL from standard input: no password is asked for, none travels
 * in a command line, and messages do not repeat the SQL. It runs in / because postgres may not enter the
 * login user's folder.
 */
export function psql({ port }: ServerChoice): Script {
  const words = [
    '-X',
    '-q',
    '-A',
    '-t',
    '-w',
    '-v',
    'ON_ERROR_STOP=1',
    '-v',
    'VERBOSITY=terse',
    '-d',
    'postgres',
  ];
  const where = port === undefined ? [] : ['-p', port];
  return sh`cd / && if [ "$(id -un)" = postgres ]; then psql ${words} ${where}
elif command -v runuser >/dev/null; then runuser -u postgres -- psql ${words} ${where}
else su -s /bin/sh postgres -c ${sh`psql ${words} ${where}`.text}
fi`;
}

/** psql's own exit code when it cannot connect. */
const NO_CONNECTION = 2;
/** Exit code of ours: neither psql nor its user is there. */
const NO_SERVER = 69;

export interface Question<Value> extends ServerChoice {
  readonly key: string;
  readonly what: string;
  /** SQL that gives at most one line, which is JSON. */
  readonly sql: string;
  readonly parse: (json: unknown) => Value;
}

/** Asks a server. The client alone does not make a server: it comes with the system user postgres. */
export function ask<Value>({ key, what, sql, port, parse }: Question<Value>): HostRead<Asked<Value>> {
  return hostRead({
    key: port === undefined ? key : `${key}@${port}`,
    staleAfter: 'any-step',
    script: sh`if ! command -v psql >/dev/null || ! id -u postgres >/dev/null 2>&1; then exit ${NO_SERVER}; fi
${psql({ port })}`,
    stdin: sql,
    parse(output): Asked<Value> {
      if (output.code === NO_SERVER) return { server: 'absent' };
      if (output.code === NO_CONNECTION) return { server: 'down', reason: firstLine(output.stderr) };
      if (output.code !== 0) throw unreadable(what, output);
      const json = readJsonLine(output, what);
      return { server: 'running', value: json === null ? null : parse(json) };
    },
  });
}
