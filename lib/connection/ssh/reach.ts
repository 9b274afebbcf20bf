import { connect, type Socket } from 'node:net';
import { K3Error, messageOf } from '../../core/errors.ts';
import { interruptedError } from '../failures.ts';
import type { Hop } from './hops.ts';

/** Addresses of a name that are tried in turn get this long each, and not the quarter of a second of Node. */
const ATTEMPT_MS = 2_000;

/** Opens a TCP connection without Nagle's delay, which would cost 40 ms a command. Throws `unreachable`. */
export function openSocket(hop: Hop, signal: AbortSignal | undefined): Promise<Socket> {
  const { address, port, timeoutMs } = hop;
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: address,
      port,
      noDelay: true,
      keepAlive: true,
      autoSelectFamilyAttemptTimeout: ATTEMPT_MS,
    });
    const timer = setTimeout(() => fail(timedOutError(hop)), timeoutMs);
    const onAbort = (): void => fail(interruptedError(hop.name, 'connecting'));
    const settle = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    function fail(error: K3Error): void {
      settle();
      socket.destroy();
      reject(error);
    }
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) onAbort();
    socket.on('error', (error: NodeJS.ErrnoException) => fail(explain(hop, error)));
    socket.once('connect', () => {
      settle();
      resolve(socket);
    });
  });
}

export function timedOutError(hop: Hop): K3Error {
  const seconds = hop.timeoutMs / 1000;
  return unreachable(hop, `no answer from ${placeOf(hop)} within ${seconds} s`, 'timeout');
}

function explain(
  hop: Hop,
  error: NodeJS.ErrnoException & { readonly errors?: readonly NodeJS.ErrnoException[] },
): K3Error {
  const code = error.code ?? error.errors?.[0]?.code;
  const place = placeOf(hop);
  switch (code) {
    case 'ECONNREFUSED':
      return unreachable(hop, `${place} refuses connections: nothing listens there`, 'refused', error);
    case 'ETIMEDOUT':
      return unreachable(hop, `no answer from ${place}`, 'timeout', error);
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EHOSTDOWN':
      return unreachable(hop, `there is no route to ${place}`, 'no-route', error);
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return unreachable(hop, `the name ${hop.address} cannot be resolved`, 'dns', error);
    case 'ECONNRESET':
      return unreachable(hop, `${place} closed the connection at once`, 'closed-early', error);
    default:
      return unreachable(hop, `${place} cannot be reached: ${messageOf(error)}`, 'unreachable', error);
  }
}

/** An `unreachable` error: cause in plain words, and what is known to help. */
export function unreachable(hop: Hop, message: string, what: string, cause?: unknown): K3Error {
  const hint = hop.ignoredProxyCommand
    ? 'your ssh configuration has a ProxyCommand for it, which k3play does not run; use ProxyJump or `jump`'
    : undefined;
  return new K3Error(`${hop.name}: ${message}`, {
    kind: 'unreachable',
    code: `connection/${what}`,
    cause,
    hint,
  });
}

export function placeOf({ address, port }: Hop): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
