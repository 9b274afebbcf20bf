import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DiagnosticsError, fault } from '../core/diagnostic.ts';
import { messageOf } from '../core/errors.ts';
import { checkPrivate, readIfThere } from './private-file.ts';
import { createFile } from './replace-file.ts';

/** Who may read encrypted secrets: the keys of one file, in the form of age's identity files. */
export interface Identity {
  readonly file: string;
  /** AGE-SECRET-KEY-1… */
  readonly keys: readonly string[];
  /** What is encrypted for these keys is encrypted for: age1… */
  readonly recipients: readonly string[];
}

const KEY_HINT = 'a key is a line AGE-SECRET-KEY-1…, as age-keygen writes it';

/** Undefined where there is no such file. Throws DiagnosticsError where it is no identity file, or open to others. */
export async function readIdentity(file: string): Promise<Identity | undefined> {
  const found = await readIfThere(file);
  if (!found) return undefined;
  checkPrivate(file, found);
  const lines = found.bytes
    .toString('utf8')
    .split('\n')
    .map((line) => line.trim());
  const { isEncrypted, recipientOf } = await import('./age.ts');
  if (isEncrypted(found.bytes)) {
    throw refuse(file, 'is itself encrypted', 'decrypt it with age, and name the decrypted file');
  }
  const keys: string[] = [];
  const recipients: string[] = [];
  for (const [index, line] of lines.entries()) {
    if (line === '' || line.startsWith('#')) continue;
    const recipient = await recipientOf(line);
    if (recipient === undefined) throw refuse(file, `has no key in line ${index + 1}`, KEY_HINT);
    keys.push(line);
    recipients.push(recipient);
  }
  if (keys.length === 0) throw refuse(file, 'has no key', KEY_HINT);
  return { file, keys, recipients };
}

/** A new identity in a file of its own; where another run was faster, that one's. */
export async function makeIdentity(file: string): Promise<Identity> {
  const { makeKey, recipientOf } = await import('./age.ts');
  const key = await makeKey();
  const recipient = (await recipientOf(key)) ?? '';
  const text = `# Reads the secrets that k3play keeps. Keep it safe, and from others.\n# public key: ${recipient}\n${key}\n`;
  let isNew: boolean;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    isNew = await createFile(file, text);
  } catch (error) {
    const hint = 'name another file: --identity FILE, or K3PLAY_IDENTITY';
    throw refuse(file, `cannot be made: ${messageOf(error)}`, hint);
  }
  const rivals = isNew ? undefined : await readIdentity(file);
  return rivals ?? { file, keys: [key], recipients: [recipient] };
}

function refuse(file: string, what: string, hint: string): DiagnosticsError {
  return new DiagnosticsError([fault('secrets/bad-identity', `the identity ${file} ${what}`, { hint })]);
}
