import { connect } from 'node:net';
import { sh } from '../../connection/sh.ts';
import { messageOf } from '../../core/errors.ts';
import { hostRead, type Read } from '../read.ts';
import type { Readiness } from './readiness.ts';

/** Seconds that one attempt may take. */
const ATTEMPT_S = 5;

export interface PortToReach {
  readonly host: string;
  readonly port: number;
}

/** Whether a TCP port takes connections from the host, found out with whatever the host has. */
export function readPort({ host, port }: PortToReach): Read<Readiness> {
  const bracketed = host.includes(':') ? `[${host}]` : host;
  const reach = ': <"/dev/tcp/$0/$1"';
  return hostRead<Readiness>({
    key: `port:${host}:${port}`,
    staleAfter: 'at-once',
    script: sh`if command -v bash >/dev/null && command -v timeout >/dev/null; then
timeout ${ATTEMPT_S} bash -c ${reach} ${host} ${port} 2>/dev/null && echo open || echo closed
elif command -v curl >/dev/null; then
t=$(curl -s -o /dev/null --connect-timeout ${ATTEMPT_S} --max-time ${ATTEMPT_S + 1} -w '%{time_connect}' ${`telnet://${bracketed}:${port}`})
case $t in *[1-9]*) echo open ;; *) echo closed ;; esac
elif command -v nc >/dev/null; then
nc -w ${ATTEMPT_S} ${host} ${port} >/dev/null 2>&1 && echo open || echo closed
else
echo none
fi </dev/null`,
    parse({ stdout }) {
      switch (stdout.toString('utf8').trim()) {
        case 'open':
          return { kind: 'ready' };
        case 'none':
          return { kind: 'unable', reason: 'asking for a port needs bash, curl or nc on the host' };
        default:
          return { kind: 'not-yet', missing: `no connection to ${bracketed}:${port}` };
      }
    },
  });
}

/** Whether a TCP port takes connections from this machine. */
export function readPortFromHere({ host, port }: PortToReach): Read<Readiness> {
  return {
    kind: 'here',
    key: `port-from-here:${host}:${port}`,
    staleAfter: 'at-once',
    ask: (signal) => tryPort({ host, port }, signal),
  };
}

function tryPort({ host, port }: PortToReach, signal: AbortSignal): Promise<Readiness> {
  if (host === '')
    return Promise.resolve({ kind: 'unable', reason: 'the host has no address of its own; give "host"' });
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: ATTEMPT_S * 1000, signal });
    const end = (answer: Readiness): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.on('connect', () => end({ kind: 'ready' }));
    socket.on('timeout', () =>
      end({ kind: 'not-yet', missing: `no answer from ${host}:${port} in ${ATTEMPT_S} s` }),
    );
    socket.on('error', (error) => {
      if (signal.aborted) reject(signal.reason as Error);
      else end({ kind: 'not-yet', missing: messageOf(error) });
    });
  });
}
