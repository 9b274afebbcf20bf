import { createPublicKey, type KeyObject } from 'node:crypto';
import { sh } from '../../connection/sh.ts';
import type { Unknown } from '../../core/unknown.ts';
import { hostRead, type HostRead } from '../read.ts';
import { linesOf, unreadable, type Lines } from './lines.ts';
import type { Ownership } from './path-state.ts';
import { normalizePath, parseOwnership } from './path.ts';

/** A private key on a host. Only its public half ever leaves it. */
export type KeyState =
  | { readonly kind: 'absent' | 'toolless' }
  | { readonly kind: 'broken'; readonly reason: string }
  | PresentKey;

export interface PresentKey extends Ownership {
  readonly kind: 'key';
  /** `rsa 3072`, `ecdsa P-256` or `ed25519`. */
  readonly type: string;
  /** PEM. */
  readonly publicKey: string | Unknown;
}

/** The private key at a path; "toolless" where it is there, and no openssl to look at it. */
export function readKey(path: string): HostRead<KeyState> {
  return hostRead({
    key: `private-key:${normalizePath(path)}`,
    script: sh`k=${normalizePath(path)}
if [ ! -s "$k" ] && [ ! -d "$k" ]; then echo 'kind absent'
elif ! command -v openssl >/dev/null; then echo 'kind toolless'
elif p=$(openssl pkey -in "$k" -passin pass: -pubout 2>&1); then
  echo 'kind key'
  stat -L -c 'own %a %U %u %G %g' "$k" || exit 1
  printf '%s\n' "$p" | sed 's/^/pem /'
else printf 'kind broken\nreason %s\n' "$(printf '%s\n' "$p" | head -n 1)"
fi`,
    parse(output): KeyState {
      const lines = linesOf(output);
      switch (lines.first('kind')) {
        case 'absent':
          return { kind: 'absent' };
        case 'toolless':
          return { kind: 'toolless' };
        case 'broken':
          return { kind: 'broken', reason: lines.first('reason') };
        case 'key':
          return parsePresent(path, lines);
        default:
          throw unreadable(`the private key ${path}`, output);
      }
    },
  });
}

function parsePresent(path: string, lines: Lines): KeyState {
  const ownership = parseOwnership(path, lines.first('own').split(' '));
  const publicKey = `${lines.all('pem').join('\n')}\n`;
  try {
    return { kind: 'key', type: describeKey(createPublicKey(publicKey)), publicKey, ...ownership };
  } catch {
    return { kind: 'broken', reason: 'it is of a kind that is not known' };
  }
}

const CURVES: Readonly<Record<string, string>> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
};

function describeKey({ asymmetricKeyType: type, asymmetricKeyDetails: details = {} }: KeyObject): string {
  if (type === 'rsa') return `rsa ${String(details.modulusLength)}`;
  const curve = details.namedCurve ?? '';
  return type === 'ec' ? `ecdsa ${CURVES[curve] ?? curve}` : String(type);
}
