import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { PeerCertificate } from 'node:tls';
import { messageOf } from './dial.ts';

const VERIFYING = 'tls: failed to verify certificate: x509: ';
/** By OpenSSL's words and not by Node's codes, which the client library of MySQL writes over. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [
    /self.signed certificate|issuer certificate|verify the first certificate|certificate not trusted/,
    'certificate signed by unknown authority',
  ],
  [/certificate has expired|certificate is not yet valid/, 'certificate has expired or is not yet valid'],
  [/certificate purpose/, 'certificate specifies an incompatible key usage'],
];
/** What the other side says of our certificate, by the number of its TLS alert. */
const ALERTS: Readonly<Record<string, string>> = {
  40: 'handshake failure',
  42: 'bad certificate',
  45: 'expired certificate',
  48: 'unknown certificate authority',
  70: 'protocol version not supported',
  116: 'certificate required',
};
const NO_TLS = /wrong version number|packet length too long/;

/** The certificate is good, but for another name. */
export class NameMismatch extends Error {
  override readonly name = 'NameMismatch';
}

/** Why a TLS handshake failed, in Go's words; undefined when that is not what failed. */
export function describeTlsFailure(error: unknown): string | undefined {
  if (error instanceof NameMismatch) return `${VERIFYING}${error.message}`;
  const message = messageOf(error);
  const [, reason] = REASONS.find(([words]) => words.test(message)) ?? [];
  if (reason !== undefined) return `${VERIFYING}${reason}`;
  if (NO_TLS.test(message)) return 'tls: first record does not look like a TLS handshake';
  const [, alert = ''] = /SSL alert number (\d+)/.exec(message) ?? [];
  return ALERTS[alert] && `remote error: tls: ${ALERTS[alert]}`;
}

/** For `checkServerIdentity`: Go's rules, by which only alternative names count, never the subject. */
export function checkServerName(host: string, { raw }: Pick<PeerCertificate, 'raw'>): Error | undefined {
  const certificate = new X509Certificate(raw);
  const matches = isIP(host) ? certificate.checkIP(host) : certificate.checkHost(host, { subject: 'never' });
  return matches === undefined ? new NameMismatch(describeMismatch(host, certificate)) : undefined;
}

function describeMismatch(host: string, certificate: X509Certificate): string {
  const names = certificate.subjectAltName;
  if (names === undefined && certificate.checkHost(host, { subject: 'always' }) !== undefined)
    return 'certificate relies on legacy Common Name field, use SANs instead';
  const kind = isIP(host) ? 'IP Address:' : 'DNS:';
  const valid = (names ?? '').split(', ').filter((name) => name.startsWith(kind));
  if (valid.length > 0)
    return `certificate is valid for ${valid.map((name) => name.slice(kind.length)).join(', ')}, not ${host}`;
  return isIP(host)
    ? `cannot validate certificate for ${host} because it doesn't contain any IP SANs`
    : `certificate is not valid for any names, but wanted to match ${host}`;
}
