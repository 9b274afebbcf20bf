import { createHash } from 'node:crypto';

/** A join token, short (`password`) or full (`K10<hash of /cacerts>::<user>:<password>`). */
export interface Token {
  /** Empty in the short form: nothing pins the CA. */
  readonly caHash: string;
  readonly user: string;
  readonly password: string;
}

/** Throws with K3s's own words when the token is of neither form. */
export function parseToken(text: string): Token {
  if (text === '') throw new Error('token must not be empty');
  if (!text.startsWith('K10')) return { caHash: '', user: '', password: text };
  const [head = '', ...rest] = text.slice(3).split('::');
  const caHash = rest.length > 0 ? head : '';
  const credentials = rest.length > 0 ? rest.join('::') : head;
  if (caHash !== '' && caHash.length !== 64) throw new Error('invalid token CA hash length');
  const colon = credentials.indexOf(':');
  const password = credentials.slice(colon + 1);
  if (colon < 0 || password === '') throw new Error('invalid token format');
  return { caHash, user: credentials.slice(0, colon), password };
}

export function formatToken({ caHash, user, password }: Token): string {
  return `K10${caHash}::${user}:${password}`;
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The name of the datastore's bootstrap row for this password. */
export function bootstrapKey(password: string): string {
  return `/bootstrap/${sha256(password).slice(0, 12)}`;
}
