import type { Output } from '../../../connection/connection.ts';
import { sh, type Script } from '../../../connection/sh.ts';
import { Unknown } from '../../../core/unknown.ts';
import { t } from '../../../schema/build.ts';
import { hostRead, type HostRead } from '../../read.ts';
import { unreadable } from '../lines.ts';

/** What a host's PostgreSQL server says; `value` is null where what was asked for is not there. */
export type Asked<Value> =
  | { readonly server: 'running'; readonly value: Value | null }
  | { readonly server: 'down'; readonly reason: string }
  | { readonly server: 'absent' };

/**
 * What is there, null where nothing is: a host without a server has no roles and no databases, so that a dry
 * run of a bare host can tell what will be made. Of a server that does not answer nothing is known.
 */
export function valueOf<Value>(asked: Asked<Value>): Value | null | Unknown {
  switch (asked.server) {
    case 'running':
      return asked.value;
    case 'absent':
      return null;
    case 'down':
      return new Unknown(`the PostgreSQL server does not answer: ${asked.reason}`);
  }
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
      const line = output.stdout.toString('utf8').trim();
      return { server: 'running', value: line === '' ? null : parse(parseJson(line, what, output)) };
    },
  });
}

function firstLine(text: Buffer): string {
  return text.toString('utf8').trim().split('\n')[0] ?? '';
}

function parseJson(text: string, what: string, output: Output): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable(what, output);
  }
}
