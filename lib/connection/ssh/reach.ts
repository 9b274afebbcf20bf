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

/** No answer within so many times the time that `hop` has. */
export function timedOutError(hop: Hop, times = 1): K3Error {
  const seconds = (hop.timeoutMs * times) / 1000;
  return unreachable(hop, { message: `no answer from ${placeOf(hop)} within ${seconds} s`, what: 'timeout' });
}

type NetworkError = NodeJS.ErrnoException & { readonly errors?: readonly NodeJS.ErrnoException[] };

function explain(hop: Hop, cause: NetworkError): K3Error {
  const code = cause.code ?? cause.errors?.[0]?.code;
  const place = placeOf(hop);
  const because = (what: string, message: string): K3Error => unreachable(hop, { message, what, cause });
  switch (code) {
    case 'ECONNREFUSED':
      return because('refused', `${place} refuses connections: nothing listens there`);
    case 'ETIMEDOUT':
      return because('timeout', `no answer from ${place}`);
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EHOSTDOWN':
      return because('no-route', `there is no route to ${place}`);
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return because('dns', `the name ${hop.address} cannot be resolved`);
    case 'ECONNRESET':
      return because('closed-early', `${place} closed the connection at once`);
    default:
      return because('unreachable', `${place} cannot be reached: ${messageOf(cause)}`);
  }
}

export interface Unreached {
  /** The cause in plain words. */
  readonly message: string;
  /** Names the code, `connection/…`. */
  readonly what: string;
  readonly cause?: unknown;
}

/** An `unreachable` error with what is known to help. */
export function unreachable(hop: Hop, { message, what, cause }: Unreached): K3Error {
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
