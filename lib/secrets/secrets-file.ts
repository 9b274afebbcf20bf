import { DiagnosticsError, fault } from '../core/diagnostic.ts';
import { makeIdentity, readIdentity, type Identity } from './identity.ts';
import { checkPrivate, readIfThere } from './private-file.ts';
import { locateRecipients, readRecipients } from './recipients.ts';
import { replaceFile } from './replace-file.ts';
import { describeSecrets, parseSecrets, type Secrets } from './secrets-text.ts';

export interface SecretsPlace {
  readonly file: string;
  /** The identity file; made where there is none when something is to be encrypted. */
  readonly identity: string;
  /** Told of an identity that was made now. */
  readonly onIdentityMade?: ((identity: Identity) => void) | undefined;
}

/** What a secrets file held when it was read. */
export interface SecretsFile {
  /** Files of older versions are plain. */
  readonly form: 'absent' | 'plain' | 'encrypted';
  readonly secrets: Secrets;
  /** For how many it is encrypted. */
  readonly recipients: number;
}

/** Throws DiagnosticsError where the file cannot be read or decrypted, is no map of texts, or plain and open to others. */
export async function readSecretsFile({ file, identity }: SecretsPlace): Promise<SecretsFile> {
  const found = await readIfThere(file);
  if (!found) return { form: 'absent', secrets: new Map(), recipients: 0 };
  const { isEncrypted, decryptText } = await import('./age.ts');
  if (!isEncrypted(found.bytes)) {
    checkPrivate(file, found);
    return { form: 'plain', secrets: parseSecrets(found.bytes.toString('utf8'), file), recipients: 0 };
  }
  const own = await readIdentity(identity);
  if (!own) throw refuseWithoutIdentity(file, identity);
  const decryption = await decryptText(found.bytes, own.keys);
  switch (decryption.kind) {
    case 'decrypted': {
      const { text, recipients } = decryption;
      return { form: 'encrypted', secrets: parseSecrets(text, file), recipients };
    }
    case 'not-for-us':
      throw refuseOther(file, own);
    case 'damaged':
      throw refuseDamaged(file, decryption.reason);
  }
}

/** Replaces the file by one with these secrets, encrypted for those who are to read them. `before` is what was read. */
export async function writeSecretsFile(
  { file, identity, onIdentityMade }: SecretsPlace,
  secrets: Secrets,
  before: Pick<SecretsFile, 'recipients'>,
): Promise<readonly string[]> {
  const known = await readIdentity(identity);
  const own = known ?? (await makeIdentity(identity));
  if (!known) onIdentityMade?.(own);
  const recipients = await chooseRecipients(file, own, before);
  const { encryptText } = await import('./age.ts');
  await replaceFile(file, await encryptText(describeSecrets(secrets), recipients));
  return recipients;
}

async function chooseRecipients(
  file: string,
  own: Identity,
  before: Pick<SecretsFile, 'recipients'>,
): Promise<readonly string[]> {
  const list = locateRecipients(file);
  const listed = await readRecipients(list);
  if (listed?.some((recipient) => own.recipients.includes(recipient))) return listed;
  const [mine = ''] = own.recipients;
  if (listed) {
    const message = `${list} does not name whoever writes ${file}, who could not read it any more`;
    throw refuse('locked-out', message, `add the line ${mine}`);
  }
  if (before.recipients > own.recipients.length) {
    const message = `${file} is encrypted for ${before.recipients}, and ${list}, which names them, is not there`;
    throw refuse(
      'no-recipients',
      message,
      `put it back, or write one with those who are to read it, such as ${mine}`,
    );
  }
  return own.recipients;
}

function refuseWithoutIdentity(file: string, identity: string): DiagnosticsError {
  const hint =
    'copy it from where the secrets were made, or name another: --identity FILE, or K3PLAY_IDENTITY';
  return refuse(
    'no-identity',
    `${file} is encrypted, and there is no identity ${identity} to read it with`,
    hint,
  );
}

function refuseOther(file: string, { file: identity, recipients }: Identity): DiagnosticsError {
  const hint =
    `whoever can read it adds ${recipients[0] ?? ''} to ${locateRecipients(file)}` +
    ' and runs: k3play secrets encrypt';
  return refuse('not-for-us', `${file} is not encrypted for the identity ${identity}`, hint);
}

function refuseDamaged(file: string, reason: string): DiagnosticsError {
  const hint = 'put back a copy of it: what is in it is nowhere else';
  return refuse('damaged', `${file} is damaged and cannot be decrypted: ${reason}`, hint);
}

function refuse(what: string, message: string, hint: string): DiagnosticsError {
  return new DiagnosticsError([fault(`secrets/${what}`, message, { hint })]);
}
