import type { Remote } from '../endpoint.ts';

const NAME = 'k3play';

/** Parameters of a URL that libpq has by the same name. */
const PASSED_ON = new Set(['sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'sslsni']);

/**
 * A connection service file of libpq for one connection, as K3s would make it: with certificates, the name or
 * address is verified unless the URL says otherwise. Undefined where the file cannot carry a value as it is.
 */
export function writeService({ endpoint, ca, cert, key }: Remote): string | undefined {
  const { user, password, database, targets, options } = endpoint;
  const [target] = targets;
  const asked = [...new URLSearchParams(options)].filter(([name]) => PASSED_ON.has(name));
  const lines = new Map<string, string | number | undefined>([
    ['host', target?.host],
    ['port', target?.port],
    ['user', user],
    ['password', password],
    ['dbname', database],
    ['connect_timeout', 10],
    ['sslmode', ca === undefined ? undefined : 'verify-full'],
    ['sslrootcert', ca],
    ['sslcert', cert],
    ['sslkey', key],
    ...asked,
  ]);
  const written = [...lines].filter(([, value]) => value !== undefined && value !== '');
  // A value ends with its line, and loses what is blank at its ends.
  if (written.some(([, value]) => /^\s|\s$|[\r\n]/.test(String(value)))) return undefined;
  return [`[${NAME}]`, ...written.map(([name, value]) => `${name}=${value ?? ''}`), ''].join('\n');
}

export const SERVICE = `service=${NAME}`;
