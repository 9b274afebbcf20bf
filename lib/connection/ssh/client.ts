import type { Duplex } from 'node:stream';
import ssh2, { type Client } from 'ssh2';
import { type K3Error, messageOf } from '../../core/errors.ts';
import { interruptedError } from '../failures.ts';
import { Authentication } from './auth.ts';
import { HostKeyCheck } from './host-key.ts';
import type { Hop } from './hops.ts';
import { placeOf, timedOutError, unreachable } from './reach.ts';

const KEEPALIVE_MS = 10_000;
const KEEPALIVE_COUNT = 3;
/** PAM and name lookups on the host can be slow once the link itself is good. */
const AUTH_MS = 30_000;

export interface LoginOptions {
  readonly socket: Duplex;
  readonly signal?: AbortSignal | undefined;
}

/** Shakes hands with one hop, checks its key and logs in. Throws K3Error `unreachable`, `auth`, `interrupted`. */
export async function logIn(hop: Hop, { socket, signal }: LoginOptions): Promise<Client> {
  const authentication = await Authentication.prepare(hop);
  const hostKey = new HostKeyCheck(hop);
  const client = new ssh2.Client();
  return new Promise((resolve, reject) => {
    let shaken = false;
    let settled = false;
    let timer = setTimeout(() => fail(timedOutError(hop)), hop.timeoutMs);
    const closedEarly = (): K3Error =>
      unreachable(hop, {
        message: `${placeOf(hop)} closed the connection before it was set up`,
        what: 'closed-early',
      });
    const onAbort = (): void => fail(interruptedError(hop.name, 'connecting'));
    const settle = (): void => {
      settled = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    function fail(error: K3Error): void {
      settle();
      reject(error);
      client.destroy();
      socket.destroy();
    }
    // The listener stays for ever: a client without one throws, and more than one error may come.
    client.on('error', (error: Error & { level?: string }) => {
      const ofOneWay = error.level === 'agent' || error.level === 'client-authentication';
      if (settled || (ofOneWay && !authentication.exhausted)) return;
      if (hostKey.failure) fail(hostKey.failure);
      else if (shaken) fail(authentication.explainFailure(error));
      else if (socket.destroyed || socket.readableEnded || error.level === 'client-socket')
        fail(closedEarly());
      else
        fail(
          unreachable(hop, {
            message: `${placeOf(hop)} does not talk ssh: ${messageOf(error)}`,
            what: 'handshake',
            cause: error,
          }),
        );
    });
    client.once('handshake', () => {
      shaken = true;
      clearTimeout(timer);
      timer = setTimeout(() => fail(timedOutError(hop)), AUTH_MS);
    });
    client.once('close', () => {
      if (settled) return;
      if (hostKey.failure) fail(hostKey.failure);
      else if (shaken) fail(authentication.explainFailure(undefined));
      else fail(closedEarly());
    });
    client.once('ready', () => {
      settle();
      resolve(client);
    });
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) return onAbort();
    client.connect({
      sock: socket,
      username: hop.user,
      readyTimeout: 0,
      keepaliveInterval: KEEPALIVE_MS,
      keepaliveCountMax: KEEPALIVE_COUNT,
      algorithms: { serverHostKey: hostKey.algorithms },
      hostVerifier: (key: Buffer) => hostKey.verify(key),
      authHandler: (left, partial, next) => authentication.next(left, partial, next),
    });
  });
}
