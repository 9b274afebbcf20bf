import { DiagnosticsError, fault } from '../../core/diagnostic.ts';
import { hintNearest } from '../../core/nearest.ts';
import { Secret } from '../../core/secret.ts';
import { makeIdentity, readIdentity } from '../../secrets/identity.ts';
import { readSecretsFile, writeSecretsFile, type SecretsFile } from '../../secrets/secrets-file.ts';
import type { Secrets } from '../../secrets/secrets-text.ts';
import { locateIdentity, placeSecrets, tellIdentityMade } from '../secrets-place.ts';
import { readValue } from './secret-value.ts';

export interface SecretsFlags {
  readonly inventory: readonly string[];
  readonly identity?: string;
}

/** Prints a secret as it is, or the names of all. */
export async function showCommand(name: string | undefined, flags: SecretsFlags): Promise<void> {
  const { secrets } = await readKept(flags);
  if (name === undefined) {
    process.stdout.write([...secrets.keys()].map((one) => `${one}\n`).join(''));
  } else {
    const text = find(name, secrets, flags).reveal();
    process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  }
}

/** Keeps a value of the user's own, read from standard input, so that it is in no command line. */
export async function setCommand(name: string, flags: SecretsFlags): Promise<void> {
  if (!/^[\w.-]+$/.test(name)) {
    const hint = 'letters, digits, "_", "-" and "."';
    throw refuse('bad-name', `"${name}" cannot be the name of a secret`, hint);
  }
  const value = await readValue(name);
  if (value === '') throw refuse('no-value', `no value for ${name} was given`, 'write it to standard input');
  await change(flags, (secrets) => new Map([...secrets, [name, new Secret(value)]]));
}

export async function removeCommand(name: string, flags: SecretsFlags): Promise<void> {
  await change(flags, (secrets) => {
    find(name, secrets, flags);
    return new Map([...secrets].filter(([one]) => one !== name));
  });
}

/** Encrypts the file, plain or encrypted, for those who are to read it now. */
export async function encryptCommand(flags: SecretsFlags): Promise<void> {
  const { file } = placeSecrets(flags.inventory, flags.identity);
  const { form } = await readKept(flags);
  if (form === 'absent') throw refuse('not-found', `there is no file ${file}`, 'a run makes it');
  await change(flags, (secrets) => secrets);
}

/** Prints what others are to encrypt for, that this user can read it. */
export async function recipientCommand(identity: string | undefined): Promise<void> {
  const file = locateIdentity(identity);
  const known = await readIdentity(file);
  const { recipients } = known ?? (await makeIdentity(file));
  if (!known) tellIdentityMade(file);
  process.stdout.write(recipients.map((recipient) => `${recipient}\n`).join(''));
}

function readKept({ inventory, identity }: SecretsFlags): Promise<SecretsFile> {
  return readSecretsFile(placeSecrets(inventory, identity));
}

async function change(flags: SecretsFlags, turn: (secrets: Secrets) => Secrets): Promise<void> {
  const place = placeSecrets(flags.inventory, flags.identity);
  const before = await readSecretsFile(place);
  const recipients = await writeSecretsFile(place, turn(before.secrets), before);
  process.stderr.write(`${place.file} is encrypted for ${describeCount(recipients.length)}\n`);
}

function describeCount(count: number): string {
  return count === 1 ? 'one recipient' : `${count} recipients`;
}

function find(name: string, secrets: Secrets, { inventory, identity }: SecretsFlags): Secret {
  const secret = secrets.get(name);
  if (secret) return secret;
  const { file } = placeSecrets(inventory, identity);
  const hint = hintNearest(name, secrets.keys()) ?? '`k3play secrets show` without a name lists them';
  throw refuse('unknown', `there is no secret "${name}" in ${file}`, hint);
}

function refuse(what: string, message: string, hint: string): DiagnosticsError {
  return new DiagnosticsError([fault(`secrets/${what}`, message, { hint })]);
}
