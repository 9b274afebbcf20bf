import { createHash, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto';
import { Secret } from '../../../core/secret.ts';

/** PostgreSQL's own number of rounds. */
const ITERATIONS = 4096;
const SALT_BYTES = 16;

/**
 * What the server stores of a password, so that the password itself need not travel in SQL, where it could
 * reach the server's log. PostgreSQL 10 and later take it in place of the password.
 *
 * The salt is derived, not drawn: planning must lead to the same steps each time. It is derived from the
 * password with all the rounds of the verifier, so guessing by the salt is no cheaper than by the verifier.
 */
export function buildVerifier(password: Secret, role: string): Secret {
  const text = prepare(password.reveal());
  const salt = pbkdf2Sync(text, `k3play scram salt of ${role}`, ITERATIONS, SALT_BYTES, 'sha256');
  return new Secret(scram(text, salt, ITERATIONS));
}

/** Whether a stored verifier (SCRAM-SHA-256 or md5) is that of the password. */
export function matchesVerifier(password: Secret, role: string, stored: string): boolean {
  const plain = password.reveal();
  const md5 = /^md5([0-9a-f]{32})$/.exec(stored)?.[1];
  if (md5 !== undefined)
    return same(
      createHash('md5')
        .update(plain + role)
        .digest('hex'),
      md5,
    );
  const [, rounds, salt] = /^SCRAM-SHA-256\$(\d+):([A-Za-z0-9+/=]+)\$/.exec(stored) ?? [];
  if (rounds === undefined || salt === undefined) return false;
  const iterations = Number(rounds);
  // A server of ill will could ask for years of work.
  if (iterations < 1 || iterations > 1_000_000) return false;
  return same(scram(prepare(plain), Buffer.from(salt, 'base64'), iterations), stored);
}

/** RFC 5802: the stored key and the server's key, as PostgreSQL writes them. */
function scram(password: string, salt: Buffer, iterations: number): string {
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const clientKey = createHmac('sha256', salted).update('Client Key').digest();
  const storedKey = createHash('sha256').update(clientKey).digest('base64');
  const serverKey = createHmac('sha256', salted).update('Server Key').digest('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}

/** SASLprep as far as passwords go: odd spaces are spaces, invisible characters are nothing, NFKC. */
function prepare(password: string): string {
  return password
    .replace(/[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g, ' ')
    .replace(/\u00ad|\u034f|\u1806|[\u180b-\u180d]|[\u200b-\u200d]|\u2060|[\ufe00-\ufe0f]|\ufeff/g, '')
    .normalize('NFKC');
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
