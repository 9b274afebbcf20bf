import { createPrivateKey, sign } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { ParsedKey } from 'ssh2';
import { K3Error, messageOf } from '../../core/errors.ts';
import type { Secret } from '../../core/secret.ts';
import type { Ssh2 } from './library.ts';

const OPENSSH_MAGIC = 'openssh-key-v1\0';
const OTHERS = 0o077;
/** What is signed: a hash by this name, or the data itself. A key of RSA is told the name each time. */
const HASHES: ReadonlyMap<string, string | null> = new Map([
  ['ssh-ed25519', null],
  ['ecdsa-sha2-nistp256', 'sha256'],
  ['ecdsa-sha2-nistp384', 'sha384'],
  ['ecdsa-sha2-nistp521', 'sha512'],
  ['ssh-rsa', 'sha1'],
]);

/** A key file, as far as it can be used. */
export type KeyFile =
  | { readonly kind: 'usable'; readonly path: string; readonly key: ParsedKey }
  /** Encrypted, and no passphrase is set: only the agent could sign with it. */
  | {
      readonly kind: 'locked';
      readonly path: string;
      readonly publicBlob: Buffer | undefined;
      readonly error: K3Error;
    }
  | { readonly kind: 'unusable'; readonly path: string; readonly error: K3Error };

export interface KeyReading {
  readonly passphrase: Secret | undefined;
  /** Knows the formats. */
  readonly ssh2: Ssh2;
}

/** Reads a private key. Undefined where there is no such file. */
export function readKeyFile(path: string, reading: KeyReading): KeyFile | undefined {
  let bytes: Buffer;
  try {
    const { mode, uid } = statSync(path);
    if ((mode & OTHERS) !== 0 && uid === process.getuid?.()) {
      const octal = (mode & 0o777).toString(8).padStart(4, '0');
      const message = `key ${path} may be read by others (mode ${octal}) and is not used`;
      return {
        kind: 'unusable',
        path,
        error: keyError('key-permissions', message, { hint: `chmod 600 ${path}` }),
      };
    }
    bytes = readFileSync(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    const error = keyError('key-unreadable', `key ${path} cannot be read: ${messageOf(cause)}`, { cause });
    return { kind: 'unusable', path, error };
  }
  return parseKeyFile(path, bytes, reading);
}

export function missingKeyError(path: string): K3Error {
  const hint = 'set `key` to the path of a private key, or make one with ssh-keygen';
  return keyError('key-missing', `key ${path} does not exist`, { hint });
}

function parseKeyFile(path: string, bytes: Buffer, { passphrase, ssh2 }: KeyReading): KeyFile {
  const outline = outlineOf(bytes);
  if (outline.encrypted && passphrase === undefined) {
    const hint = 'set `passphrase`, or add the key to your agent with ssh-add';
    const error = keyError('key-passphrase', `key ${path} is encrypted and no passphrase is set`, { hint });
    return { kind: 'locked', path, publicBlob: outline.publicBlob ?? readPublicFile(path), error };
  }
  const parsed: unknown = ssh2.utils.parseKey(bytes, passphrase?.reveal());
  const found = (Array.isArray(parsed) ? parsed[0] : parsed) as ParsedKey | Error;
  const key = found instanceof Error || !found.isPrivateKey() ? found : withReadKey(found);
  if (!(key instanceof Error) && key.isPrivateKey()) return { kind: 'usable', path, key };
  return { kind: 'unusable', path, error: explainUnparsed(path, outline, key) };
}

/** ssh2 reads the text of a key anew for each signature, which takes ten times as long as signing. */
function withReadKey(key: ParsedKey): ParsedKey | Error {
  const own = HASHES.get(key.type);
  if (own === undefined) return key;
  const attempt = <T>(make: () => T): T | Error => {
    try {
      return make();
    } catch (error) {
      return error as Error;
    }
  };
  const read = attempt(() => createPrivateKey(key.getPrivatePEM()));
  if (read instanceof Error) return read;
  return Object.assign(key, {
    sign: (data: Buffer, hash: string | null = own) => attempt(() => sign(hash, data, read)),
  });
}

function explainUnparsed(path: string, { encrypted, type }: Outline, result: ParsedKey | Error): K3Error {
  if (type?.startsWith('sk-')) {
    return keyError('key-unsupported', `key ${path} is of type ${type}, which needs a security key`, {
      hint: 'k3play cannot use security keys; use an ed25519, ecdsa or rsa key',
    });
  }
  if (encrypted) return keyError('key-passphrase', `the passphrase of key ${path} is wrong`, {});
  if (!(result instanceof Error))
    return keyError('key-invalid', `key ${path} is a public key, not a private one`, {});
  return keyError('key-invalid', `key ${path} is no private key that can be read: ${result.message}`, {});
}

interface Outline {
  readonly encrypted: boolean;
  readonly type?: string | undefined;
  readonly publicBlob?: Buffer | undefined;
}

/** What a key file shows without its passphrase; OpenSSH's own format has the public key in the clear. */
function outlineOf(bytes: Buffer): Outline {
  const text = bytes.toString('latin1');
  const [, base64] = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]+?)-----END/.exec(text) ?? [];
  if (base64 === undefined) return { encrypted: /ENCRYPTED|^Encryption: (?!none)/m.test(text) };
  const body = Buffer.from(base64, 'base64');
  if (body.toString('latin1', 0, OPENSSH_MAGIC.length) !== OPENSSH_MAGIC) return { encrypted: false };
  try {
    const cipher = readString(body, OPENSSH_MAGIC.length);
    const kdf = readString(body, cipher.end);
    const kdfOptions = readString(body, kdf.end);
    const publicBlob = readString(body, kdfOptions.end + 4).bytes;
    const type = readString(publicBlob, 0).bytes.toString('latin1');
    return { encrypted: cipher.bytes.toString('latin1') !== 'none', type, publicBlob };
  } catch {
    return { encrypted: false };
  }
}

function readString(buffer: Buffer, at: number): { readonly bytes: Buffer; readonly end: number } {
  const end = at + 4 + buffer.readUInt32BE(at);
  return { bytes: buffer.subarray(at + 4, end), end };
}

function readPublicFile(path: string): Buffer | undefined {
  try {
    const [, base64 = ''] = readFileSync(`${path}.pub`, 'utf8').split(' ');
    return Buffer.from(base64, 'base64');
  } catch {
    return undefined;
  }
}

function keyError(what: string, message: string, options: { hint?: string; cause?: unknown }): K3Error {
  return new K3Error(message, { kind: 'auth', code: `connection/${what}`, ...options });
}
