import type { Stanza } from 'age-encryption';
import { armor, Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { messageOf } from '../core/errors.ts';

export type Decryption =
  | { readonly kind: 'decrypted'; readonly text: string; readonly recipients: number }
  /** Encrypted for others. */
  | { readonly kind: 'not-for-us' }
  | { readonly kind: 'damaged'; readonly reason: string };

const ARMOR = '-----BEGIN AGE ENCRYPTED FILE-----';
const BINARY = 'age-encryption.org/v1\n';

/** Whether these are the bytes of an age file, whole or damaged, of either of its two forms. */
export function isEncrypted(bytes: Buffer): boolean {
  return bytes.toString('latin1', 0, 1024).trimStart().startsWith(ARMOR) || isBinary(bytes);
}

function isBinary(bytes: Buffer): boolean {
  return bytes.toString('latin1', 0, BINARY.length) === BINARY;
}

export async function encryptText(text: string, recipients: readonly string[]): Promise<string> {
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return armor.encode(await encrypter.encrypt(text));
}

export async function decryptText(bytes: Buffer, identities: readonly string[]): Promise<Decryption> {
  const decrypter = new Decrypter();
  const seen = { recipients: 0, noneFits: false };
  // Identities are tried in turn: what comes first sees every header, what comes last only those for others.
  decrypter.addIdentity({
    unwrapFileKey: (stanzas: readonly Stanza[]) => {
      seen.recipients = stanzas.filter(({ args: [type = ''] }) => !type.endsWith('-grease')).length;
      return null;
    },
  });
  for (const identity of identities) decrypter.addIdentity(identity);
  decrypter.addIdentity({
    unwrapFileKey: () => {
      seen.noneFits = true;
      return null;
    },
  });
  try {
    const file = isBinary(bytes) ? bytes : armor.decode(bytes.toString('utf8'));
    const text = await decrypter.decrypt(file, 'text');
    return { kind: 'decrypted', text, recipients: seen.recipients };
  } catch (error) {
    return seen.noneFits ? { kind: 'not-for-us' } : { kind: 'damaged', reason: messageOf(error) };
  }
}

/** A new identity: AGE-SECRET-KEY-1… */
export function makeKey(): Promise<string> {
  return generateX25519Identity();
}

/** What files are encrypted for, that this identity may read them; undefined where it is no identity. */
export async function recipientOf(identity: string): Promise<string | undefined> {
  try {
    return await identityToRecipient(identity);
  } catch {
    return undefined;
  }
}

export function isRecipient(text: string): boolean {
  try {
    new Encrypter().addRecipient(text);
    return true;
  } catch {
    return false;
  }
}
