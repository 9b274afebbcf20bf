import { createCipheriv, createDecipheriv, pbkdf2Sync, randomBytes } from 'node:crypto';
import type { Authorities } from '../certificates.ts';
import { Fatal, log } from '../log.ts';
import { bootstrapKey } from '../token.ts';
import { PREPARING, type Datastore } from './datastore.ts';
import { messageOf } from './dial.ts';

/** The cluster's certificate authorities: those in the datastore, or, on an empty one, the ones given. */
export async function loadOrSaveAuthorities(
  datastore: Datastore,
  password: string,
  fresh: Authorities,
): Promise<Authorities> {
  const key = bootstrapKey(password);
  const sealed = encrypt(JSON.stringify(fresh), password);
  const rows = await datastore.claim('/bootstrap/', key, sealed).catch((error: unknown) => {
    throw new Fatal(`${PREPARING}${messageOf(error)}`);
  });
  const ours = rows.find(({ name }) => name === key);
  if (!ours) {
    throw new Fatal(`${PREPARING}bootstrap data already found and encrypted with different token`);
  }
  if (ours.value === sealed) {
    log.info('Saving cluster bootstrap data to datastore');
    return fresh;
  }
  log.info('Reconciling bootstrap data between datastore and disk');
  return JSON.parse(decrypt(ours.value, password)) as Authorities;
}

/** `SALT:BASE64`, where the base64 is nonce, sealed text and tag of AES-256-GCM. */
export function encrypt(text: string, password: string): string {
  const salt = randomBytes(8).toString('hex');
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', deriveKey(password, salt), nonce);
  const sealed = Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]);
  return `${salt}:${sealed.toString('base64')}`;
}

export function decrypt(sealed: string, password: string): string {
  const [salt = '', body = ''] = sealed.split(':');
  const bytes = Buffer.from(body, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', deriveKey(password, salt), bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString();
}

function deriveKey(password: string, salt: string): Buffer {
  return pbkdf2Sync(password, salt, 4096, 32, 'sha256');
}
