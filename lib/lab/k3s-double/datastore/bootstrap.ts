import { createCipheriv, createDecipheriv, pbkdf2Sync, randomBytes } from 'node:crypto';
import type pg from 'pg';
import type { Authorities } from '../certificates.ts';
import { Fatal, log } from '../log.ts';
import { bootstrapKey } from '../token.ts';
import { Kine } from './kine.ts';

/**
 * The cluster's certificate authorities: those in the datastore, or, on an empty one, the ones given.
 * The table is locked meanwhile, so that of servers started together all get the same.
 */
export async function loadOrSaveAuthorities(
  pool: pg.Pool,
  password: string,
  fresh: Authorities,
): Promise<Authorities> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query('LOCK TABLE kine IN EXCLUSIVE MODE');
    const authorities = await reconcile(new Kine(client), password, fresh);
    await client.query('COMMIT');
    return authorities;
  } finally {
    client.release(true);
  }
}

async function reconcile(kine: Kine, password: string, fresh: Authorities): Promise<Authorities> {
  const key = bootstrapKey(password);
  const rows = await kine.list('/bootstrap/');
  const ours = rows.find(({ name }) => name === key);
  if (ours) {
    log.info('Reconciling bootstrap data between datastore and disk');
    return JSON.parse(decrypt(ours.value, password)) as Authorities;
  }
  if (rows.length > 0) {
    throw new Fatal(
      'starting kubernetes: preparing server: bootstrap data already found and encrypted with different token',
    );
  }
  await kine.create(key, encrypt(JSON.stringify(fresh), password));
  log.info('Saving cluster bootstrap data to datastore');
  return fresh;
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
