import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import { sha256 } from '../token.ts';
import type { Passwords } from './files.ts';

export type Caller =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'admin' }
  | { readonly kind: 'node'; readonly name: string }
  /** Someone who knows a join token. */
  | { readonly kind: 'joiner' };

/** Who asks: by client certificate, or by a token as basic authentication. */
export function identify(request: IncomingMessage, passwords: Passwords): Caller {
  const { socket } = request;
  if (socket instanceof TLSSocket && socket.authorized) {
    const { subject } = socket.getPeerCertificate();
    // Node types the subject as always there; after resumption it need not be.
    const { CN = '', O = '' } = (subject as Partial<typeof subject> | undefined) ?? {};
    if (O === 'system:masters') return { kind: 'admin' };
    if (O === 'system:nodes') return { kind: 'node', name: String(CN).replace('system:node:', '') };
  }
  const [, encoded = ''] = /^Basic (.+)$/.exec(request.headers.authorization ?? '') ?? [];
  const [user = '', ...rest] = Buffer.from(encoded, 'base64').toString().split(':');
  const password = rest.join(':');
  if (user === 'server' && isSame(password, passwords.server)) return { kind: 'joiner' };
  if (user === 'node' && isSame(password, passwords.agent)) return { kind: 'joiner' };
  return { kind: 'nobody' };
}

/** Compares hashes, so that neither length nor content shows in the time taken. */
function isSame(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(sha256(one)), Buffer.from(sha256(other)));
}
