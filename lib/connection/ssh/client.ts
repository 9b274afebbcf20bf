import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import { type K3Error, messageOf } from '../../core/errors.ts';
import { interruptedError } from '../failures.ts';
import { Authentication } from './auth.ts';
import { HostKeyCheck } from './host-key.ts';
import type { Hop } from './hops.ts';
import { loadSsh2 } from './library.ts';
import { passOverFurtherKeys, signAtOnce } from './inside.ts';
import { placeOf, timedOutError, unreachable } from './reach.ts';

/** Logging in may take this many times what the way there may: PAM and name lookups on the host can be slow. */
const AUTH_TIMES = 3;

export interface LoginOptions {
  readonly socket: Duplex;
  readonly signal?: AbortSignal | undefined;
  /** The key that the host showed before: no other will do. */
  readonly expectedKey?: Buffer | undefined;
}

export interface Login {
  readonly client: Client;
  /** The key that the host showed. */
  readonly hostKey: Buffer;
}

/** Shakes hands with one hop, checks its key and logs in. Throws K3Error `unreachable`, `auth`, `interrupted`. */
export async function logIn(hop: Hop, { socket, signal, expectedKey }: LoginOptions): Promise<Login> {
  const ssh2 = await loadSsh2();
  const authentication = await Authentication.prepare(hop, ssh2);
  const hostKey = new HostKeyCheck(hop, expectedKey);
  const client = new ssh2.Client();
  return new Promise((resolve, reject) => {
    let shaken = false;
    let settled = false;
    let timer = setTimeout(() => fail(timedOutError(hop)), hop.timeoutMs);
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
      else if (isCut(error, socket)) fail(closedError(hop, shaken));
      else if (shaken) fail(authentication.explainFailure(error));
      else fail(strangeError(hop, error));
    });
    client.once('handshake', () => {
      shaken = true;
      clearTimeout(timer);
      timer = setTimeout(() => fail(timedOutError(hop, AUTH_TIMES)), hop.timeoutMs * AUTH_TIMES);
    });
    client.once('close', () => {
      if (settled) return;
      if (hostKey.failure) fail(hostKey.failure);
      else if (authentication.exhausted) fail(authentication.explainFailure(undefined));
      else fail(closedError(hop, shaken));
    });
    client.once('ready', () => {
      settle();
      resolve({ client, hostKey: hostKey.shown });
    });
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) return onAbort();
    // What happened to it until now, nobody tells the client.
    if (socket.destroyed) return fail(closedError(hop, shaken));
    client.connect({
      sock: socket,
      username: hop.user,
      readyTimeout: 0,
      keepaliveInterval: hop.keepAlive.intervalMs,
      keepaliveCountMax: hop.keepAlive.count,
      algorithms: { kex: [...hop.kex], serverHostKey: hostKey.algorithms },
      hostVerifier: (key: Buffer) => hostKey.verify(key),
      authHandler: (left, partial, next) => authentication.next(left, partial, next),
    });
    passOverFurtherKeys(client);
    signAtOnce(client);
  });
}

/** sshd says why it ends a login; what ends without a word was cut. */
function isCut(error: Error & { level?: string }, socket: Duplex): boolean {
  return error.level === 'client-socket' || socket.destroyed || socket.readableEnded;
}

/** Only before the handshake is it likely that another attempt is let in. */
function closedError(hop: Hop, shaken: boolean): K3Error {
  const before = shaken ? 'while logging in' : 'before it was set up';
  return unreachable(hop, {
    message: `${placeOf(hop)} closed the connection ${before}`,
    what: shaken ? 'closed-in-login' : 'closed-early',
  });
}

function strangeError(hop: Hop, cause: Error): K3Error {
  const message = `${placeOf(hop)} does not talk ssh: ${messageOf(cause)}`;
  return unreachable(hop, { message, what: 'handshake', cause });
}
