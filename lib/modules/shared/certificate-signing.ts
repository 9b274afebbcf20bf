import { isIP } from 'node:net';
import { sh, type Script } from '../../connection/sh.ts';
import { settle, type WantedOwnership } from './ownership.ts';
import { normalizePath } from './path.ts';

export interface Signing extends WantedOwnership {
  readonly path: string;
  readonly key: string;
  readonly subject: Readonly<Record<string, string>>;
  readonly names: readonly string[];
  readonly days: number;
  readonly isAuthority: boolean;
  readonly usage: readonly string[];
  readonly authority: { readonly certificate: string; readonly key: string } | undefined;
}

/** Shell text that makes a certificate beside its place, and has it take that. The keys are read where they are. */
export function signOnHost(signing: Signing): Script {
  const { path, key, days, authority } = signing;
  const beside = `${normalizePath(path)}.k3play-new`;
  const serial = sh`-set_serial "0x$(openssl rand -hex 16 | sed 's/^./4/')"`;
  const made =
    authority === undefined
      ? sh`openssl req -new -x509 -key ${key} -config "$t.cnf" -days ${days} ${serial} -out "$t"`
      : sh`openssl req -new -key ${key} -config "$t.cnf" -out "$t.csr" && openssl x509 -req -in "$t.csr" -CA ${authority.certificate} -CAkey ${authority.key} ${serial} -days ${days} -extfile "$t.cnf" -extensions ext -out "$t" 2>/dev/null`;
  return sh`command -v openssl >/dev/null || { echo 'this needs openssl; install it on the host' >&2; exit 1; }
t=${beside}
umask 077 && printf %s ${configure(signing)} >"$t.cnf" && ${made}${settle(signing, sh.raw('"$t"'))} && { sync "$t" 2>/dev/null || sync; } && mv -f -- "$t" ${path}
c=$?
rm -f -- "$t" "$t.cnf" "$t.csr"
exit $c`;
}

function configure({ subject, names, isAuthority, usage, authority }: Signing): string {
  const keyUsage = isAuthority ? 'keyCertSign,cRLSign' : 'digitalSignature,keyEncipherment';
  const alternatives = names.map((name) => `${isIP(name) ? 'IP' : 'DNS'}:${name}`).join(',');
  const extended = usage.map((one) => `${one}Auth`).join(',');
  return [
    '[req]',
    'prompt = no',
    'utf8 = yes',
    'string_mask = utf8only',
    'distinguished_name = dn',
    'x509_extensions = ext',
    '[dn]',
    ...Object.entries(subject).map(([name, value]) => `${name} = ${value}`),
    '[ext]',
    `basicConstraints = critical,CA:${isAuthority ? 'TRUE' : 'FALSE'}`,
    `keyUsage = critical,${keyUsage}`,
    ...(isAuthority || extended === '' ? [] : [`extendedKeyUsage = ${extended}`]),
    'subjectKeyIdentifier = hash',
    ...(authority === undefined ? [] : ['authorityKeyIdentifier = keyid']),
    ...(alternatives === '' ? [] : [`subjectAltName = ${alternatives}`]),
    '',
  ].join('\n');
}
