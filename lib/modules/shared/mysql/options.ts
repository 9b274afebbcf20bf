import type { Remote } from '../endpoint.ts';

/**
 * An option file of MySQL's clients for one connection. Options that only one of MariaDB and MySQL knows are
 * marked loose, so that the other passes them over.
 */
export function writeOptions({ endpoint, ca, cert, key }: Remote): string {
  const { user, password, targets, options } = endpoint;
  const [target] = targets;
  const tls = new URLSearchParams(options).get('tls');
  const verified = ca !== undefined || tls === 'true';
  const lines: readonly (readonly [string, string | number | undefined])[] = [
    ['user', user],
    ['password', password],
    ['host', target?.host],
    ['port', target?.port],
    ['ssl-ca', ca],
    ['ssl-cert', cert],
    ['ssl-key', key],
    ['loose-ssl-verify-server-cert', verified ? 1 : undefined],
    ['loose-ssl-mode', verified ? 'VERIFY_IDENTITY' : tls === null ? undefined : MODES[tls]],
  ];
  const written = lines.flatMap(([name, value]) => (value === undefined ? [] : `${name}=${quote(value)}`));
  return ['[client]', ...written, ''].join('\n');
}

const MODES: Readonly<Record<string, string>> = { 'skip-verify': 'REQUIRED', preferred: 'PREFERRED' };

function quote(value: string | number): string {
  const escaped = String(value)
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r');
  return `"${escaped}"`;
}
