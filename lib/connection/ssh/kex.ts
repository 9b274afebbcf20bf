import type { KexAlgorithm } from 'ssh2';
import { K3Error } from '../../core/errors.ts';
import { matchesPatterns } from './pattern.ts';

/**
 * Ways to agree on a key, in the order offered; see docs/decisions/0040 for the first. What counts is the first of
 * ours that the host has.
 */
const OFFERED: readonly KexAlgorithm[] = [
  'ecdh-sha2-nistp256',
  'curve25519-sha256',
  'curve25519-sha256@libssh.org',
  'ecdh-sha2-nistp384',
  'ecdh-sha2-nistp521',
  'diffie-hellman-group-exchange-sha256',
  'diffie-hellman-group14-sha256',
  'diffie-hellman-group15-sha512',
  'diffie-hellman-group16-sha512',
  'diffie-hellman-group17-sha512',
  'diffie-hellman-group18-sha512',
];

/** Weak: offered to a host whose configuration names them. */
const OLD: readonly KexAlgorithm[] = [
  'diffie-hellman-group-exchange-sha1',
  'diffie-hellman-group14-sha1',
  'diffie-hellman-group1-sha1',
];

/**
 * What is offered to a host, by its `KexAlgorithms` in the ssh configuration: a list, or one after `+` (offered too),
 * `^` (offered first) or `-` (not offered, patterns allowed). Those that only ssh has are passed over.
 * Throws K3Error `connection/kex` where none is left.
 */
export function chooseKex(host: string, setting: string | undefined): readonly KexAlgorithm[] {
  if (setting === undefined) return OFFERED;
  const [, mark = '', list = ''] = /^([-+^]?)(.*)$/.exec(setting) ?? [];
  const names = list.split(',');
  const named = names.flatMap((name) => [...OFFERED, ...OLD].filter((known) => known === name));
  const chosen = {
    '': named,
    '+': [...OFFERED, ...named],
    '^': [...named, ...OFFERED],
    '-': OFFERED.filter((name) => !matchesPatterns(names, name)),
  }[mark as '' | '+' | '^' | '-'];
  if (chosen.length > 0) return [...new Set(chosen)];
  throw new K3Error(`${host}: k3play has none of the key exchanges in its ssh configuration (${setting})`, {
    kind: 'unreachable',
    code: 'connection/kex',
    hint: `KexAlgorithms may name ${OFFERED.slice(0, 2).join(', ')} and others; k3play has none against quantum computers`,
  });
}
