import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { sh } from '../../connection/sh.ts';
import type { Unknown } from '../../core/unknown.ts';
import { hostRead, type HostRead } from '../read.ts';
import { countOf, linesOf, unreadable } from './lines.ts';
import { normalizePath } from './path.ts';

/** A certificate on a host, and how it stands to the one that should have signed it. */
export interface PresentCertificate {
  readonly kind: 'certificate';
  /** `CN=web`, one part each, sorted. */
  readonly subject: readonly string[];
  /** Names and addresses, sorted. */
  readonly names: readonly string[];
  readonly isAuthority: boolean;
  /** PEM. */
  readonly publicKey: string | Unknown;
  /** Whether the authority signed it; without one, whether it signed itself. */
  readonly isSigned: boolean;
  /** Day of its end, counted from 1970. */
  readonly endDay: number | Unknown;
  /** Today by the host's clock. */
  readonly day: number | Unknown;
}

export type CertificateState = { readonly kind: 'absent' | 'other' } | PresentCertificate;

const DAY_S = 86_400;
const PEM = /-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/;

export interface CertificatePlace {
  readonly path: string;
  /** Path of the authority's certificate; undefined for one that signs itself. */
  readonly authority: string | undefined;
}

/** A certificate is taken apart here: the host only hands on what anybody may see. */
export function readCertificate({ path, authority }: CertificatePlace): HostRead<CertificateState> {
  const plain = normalizePath(path);
  const above = authority === undefined ? sh`:` : sh`cat ${authority} 2>/dev/null | sed 's/^/authority /'`;
  return hostRead({
    key: `certificate:${plain}:${authority ?? ''}`,
    script: sh`c=${plain}
echo "now $(date +%s)"
if [ -s "$c" ]; then echo 'kind file'; sed 's/^/pem /' "$c" || exit 1
else echo 'kind absent'
fi
${above}`,
    parse(output): CertificateState {
      const lines = linesOf(output);
      if (output.code !== 0 || !lines.has('kind')) throw unreadable(`the certificate ${path}`, output);
      if (lines.first('kind') === 'absent') return { kind: 'absent' };
      const certificate = parse(lines.all('pem'));
      if (!certificate) return { kind: 'other' };
      const signer = authority === undefined ? certificate : parse(lines.all('authority'));
      return {
        kind: 'certificate',
        subject: listSubject(certificate),
        names: listNames(certificate),
        isAuthority: certificate.ca,
        publicKey: certificate.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
        isSigned: signer !== undefined && isSignedBy(certificate, signer),
        endDay: Math.floor(Date.parse(certificate.validTo) / 1000 / DAY_S),
        day: Math.floor(countOf(lines.first('now')) / DAY_S),
      };
    },
  });
}

function parse(lines: readonly string[]): X509Certificate | undefined {
  const [pem] = PEM.exec(lines.join('\n')) ?? [];
  try {
    return pem === undefined ? undefined : new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

function isSignedBy(certificate: X509Certificate, signer: X509Certificate): boolean {
  return certificate.issuer === signer.subject && certificate.verify(signer.publicKey);
}

function listSubject({ subject }: X509Certificate): string[] {
  return subject.replaceAll('\\', '').split('\n').sort();
}

/** `DNS:kubernetes, IP Address:10.0.0.1` */
function listNames({ subjectAltName = '' }: X509Certificate): string[] {
  const names = subjectAltName.split(/,\s*/).filter((part) => part !== '');
  return sortNames(names.map((part) => part.replace(/^(DNS|IP Address):/, '')));
}

/** Names in one order and one spelling, each once. */
export function sortNames(names: readonly string[]): string[] {
  return [...new Set(names.map(spell))].sort();
}

function spell(name: string): string {
  return isIP(name) === 6 ? new URL(`http://[${name}]`).hostname.slice(1, -1) : name.toLowerCase();
}
