import { createHash } from 'node:crypto';
import { writeFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ServerHostKeyAlgorithm } from 'ssh2';
import { K3Error, messageOf } from '../../core/errors.ts';
import { readText } from './files.ts';
import type { Hop } from './hops.ts';
import type { HostKey } from './known-hosts-file.ts';
import { KnownHosts, hostKeyName } from './known-hosts.ts';

const ALGORITHMS: readonly ServerHostKeyAlgorithm[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
  'ssh-rsa',
];

/** Judges the key that a hop shows. A refusal is kept in `failure`, since ssh2 has no way to carry it. */
export class HostKeyCheck {
  readonly #hop: Hop;
  readonly #known: KnownHosts;
  readonly #name: string;
  readonly #expected: Buffer | undefined;
  failure: K3Error | undefined;
  /** What the hop showed last. */
  shown: Buffer = Buffer.alloc(0);

  /** `expected` is the key of a host that was judged before. */
  constructor(hop: Hop, expected?: Buffer) {
    this.#hop = hop;
    this.#expected = expected;
    this.#known = new KnownHosts(
      hop.hostKey === 'off' ? [] : hop.knownHosts.map((path) => hop.sshFiles.knownHosts(path)),
    );
    this.#name = hop.hostKeyAlias?.toLowerCase() ?? hostKeyName(hop.address, hop.port);
  }

  /** Types that are known come first, or a host with several keys would seem to have changed. */
  get algorithms(): ServerHostKeyAlgorithm[] {
    const types = this.#expected ? [typeOf(this.#expected)] : this.#known.typesFor(this.#names);
    const isKnown = (name: string): boolean => types.includes(name.startsWith('rsa-') ? 'ssh-rsa' : name);
    return [...ALGORITHMS.filter(isKnown), ...ALGORITHMS.filter((name) => !isKnown(name))];
  }

  verify(blob: Buffer): boolean {
    this.shown = blob;
    if (this.#expected) this.failure = this.#expected.equals(blob) ? undefined : this.#refuseOther(blob);
    else if (this.#hop.hostKey === 'off') return true;
    else this.failure = this.#judge({ type: typeOf(blob), blob });
    return this.failure === undefined;
  }

  /** A key kept for the host without its port serves too, as with ssh. */
  get #names(): readonly string[] {
    const plain = this.#hop.address.toLowerCase();
    return this.#hop.hostKeyAlias === undefined && this.#hop.port !== 22 ? [this.#name, plain] : [this.#name];
  }

  #judge(key: HostKey): K3Error | undefined {
    const { name } = this.#hop;
    const verdict = this.#known.judge([this.#name], key);
    switch (verdict.kind) {
      case 'known':
        return undefined;
      case 'revoked':
        return keyError(
          'host-key-revoked',
          `${name}: its host key ${fingerprint(key)} is marked revoked (${verdict.place})`,
          {
            hint: 'do not connect before you know why; the key may be in the wrong hands',
          },
        );
      case 'changed': {
        const expected = verdict.expected.map(fingerprint).join(' or ');
        const message = `${name}: the host key of ${this.#name} is ${fingerprint(key)}, but ${verdict.place} has ${expected}`;
        return keyError('host-key-changed', message, {
          hint: `someone may be listening in, or the host was installed anew; if you are sure of the latter: ssh-keygen -R '${this.#name}' -f ${placeFile(verdict.place)}`,
        });
      }
      case 'unknown':
        if (this.#known.judge(this.#names, key).kind === 'known') return undefined;
        return this.#hop.hostKey === 'accept-new'
          ? this.#remember(key)
          : this.#refuseUnknown(key, verdict.hasAuthority);
    }
  }

  #refuseOther(blob: Buffer): K3Error {
    const key = fingerprint({ type: typeOf(blob), blob });
    const message = `${this.#hop.name}: a further connection leads to another host, whose key is ${key}`;
    return keyError('host-key-changed', message, {
      hint: 'its address may be shared by several machines: connect to one of them',
    });
  }

  #refuseUnknown(key: HostKey, hasAuthority: boolean): K3Error {
    const { name, address, port, knownHosts } = this.#hop;
    const authority = hasAuthority
      ? '; a certificate authority is known for it, but k3play cannot check certificates'
      : '';
    const message = `${name}: the host key of ${this.#name} is not known: ${fingerprint(key)}${authority}`;
    const scan = `ssh-keyscan ${port === 22 ? '' : `-p ${port} `}${address} >> ${knownHosts[0] ?? '~/.ssh/known_hosts'}`;
    return keyError('host-key-unknown', message, {
      hint: `compare the fingerprint with the host's own, then: ${scan}; or set host_key: accept-new`,
    });
  }

  #remember({ type, blob }: HostKey): K3Error | undefined {
    const path = this.#hop.knownHosts[0] ?? '';
    try {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      const before = readText(path);
      const lineEnd = before === '' || before.endsWith('\n') ? '' : '\n';
      const line = `${lineEnd}${this.#name} ${type} ${blob.toString('base64')}\n`;
      writeFileSync(path, line, { flag: 'a', mode: 0o600 });
      return undefined;
    } catch (error) {
      const message = `${this.#hop.name}: its host key cannot be remembered in ${path}: ${messageOf(error)}`;
      return keyError('known-hosts', message, { cause: error });
    }
  }
}

/** `ssh-ed25519 SHA256:…`, as ssh-keygen -l prints it. */
function fingerprint({ type, blob }: HostKey): string {
  return `${type} SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

function typeOf(blob: Buffer): string {
  return blob.subarray(4, 4 + blob.readUInt32BE(0)).toString('latin1');
}

function placeFile(place: string): string {
  return place.replace(/:\d+$/, '');
}

function keyError(what: string, message: string, options: { hint?: string; cause?: unknown }): K3Error {
  return new K3Error(message, { kind: 'auth', code: `connection/${what}`, ...options });
}
