import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { Output } from '../../../connection/connection.ts';
import { sh, type Script } from '../../../connection/sh.ts';
import { hostRead, type HostRead } from '../../read.ts';
import { countOf, unreadable } from '../../shared/lines.ts';

export interface CertificateFound {
  /** Path on the host; "" of the one that the API shows. */
  readonly file: string;
  readonly subject: string;
  /** Names and addresses it is for, in lower case. */
  readonly names: readonly string[];
  /** Whole days from the host's clock to its end; negative once it has ended. */
  readonly daysLeft: number;
  readonly pem: string;
}

export interface CertificatesFound {
  readonly files: readonly CertificateFound[];
  /** What the port shows; null where nobody was asked, nothing answered, or the host cannot look. */
  readonly served: CertificateFound | null;
  /** The host has nothing to look at a shown certificate with. */
  readonly blind: boolean;
  /** Files that hold no certificate. */
  readonly broken: readonly string[];
}

const DAY_S = 86_400;

/**
 * Certificates as PEM, taken apart here: a host need not have openssl. Only what is shown at a place, such as
 * `127.0.0.1:6443`, has to be asked for there, by openssl or by a curl of 7.88 or newer.
 */
export function readCertificates(folder: string, place?: string): HostRead<CertificatesFound> {
  return hostRead({
    key: `k3s-certificates:${folder}:${place ?? ''}`,
    beyondHost: true,
    timeoutMs: 30_000,
    script: sh`echo "now $(date +%s)"
for file in ${folder}/server/tls/*.crt ${folder}/agent/*.crt; do
  [ -f "$file" ] || continue
  echo "file $file"
  cat "$file"
  echo
done
echo served
${place === undefined ? sh`:` : showServed(place)}
echo
echo end`,
    parse: parseCertificates,
  });
}

/** An older curl gets an answer and shows no certificate. */
function showServed(place: string): Script {
  return sh`if command -v openssl >/dev/null; then
  openssl s_client -connect ${place} </dev/null 2>/dev/null
elif command -v curl >/dev/null; then
  curl -sk -m 10 -o /dev/null -w '%{certs}' ${`https://${place}/ping`} 2>/dev/null && printf '\nanswered\n'
else
  echo answered
fi`;
}

const PEM = /-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/;

function parseCertificates(output: Output): CertificatesFound {
  const text = output.stdout.toString('utf8');
  const [, now, middle, last] = /^now (\d+)\n([^]*?)^served$([^]*)^end$/m.exec(text) ?? [];
  if (now === undefined || middle === undefined || last === undefined) {
    throw unreadable('the certificates of K3s', output);
  }
  const served = parseCertificate(last, { file: '', nowS: countOf(now) }) ?? null;
  const parts = middle.split(/^file /m).slice(1);
  const read = parts.map((part) => {
    const [file = ''] = part.split('\n');
    return { file, certificate: parseCertificate(part, { file, nowS: countOf(now) }) };
  });
  return {
    files: read.flatMap(({ certificate }) => certificate ?? []),
    served,
    blind: served === null && /^answered$/m.test(last),
    broken: read.filter(({ certificate }) => !certificate).map(({ file }) => file),
  };
}

/** The first certificate of a text: those after it are the authorities that vouch for it. */
function parseCertificate(
  text: string,
  { file, nowS }: { readonly file: string; readonly nowS: number },
): CertificateFound | undefined {
  const [pem] = PEM.exec(text) ?? [];
  if (pem === undefined) return undefined;
  try {
    const certificate = new X509Certificate(pem);
    const left = Date.parse(certificate.validTo) / 1000 - nowS;
    return {
      file,
      subject: certificate.subject.replaceAll('\n', ', '),
      names: listNames(certificate.subjectAltName ?? ''),
      daysLeft: Math.floor(left / DAY_S),
      pem,
    };
  } catch {
    return undefined;
  }
}

/** `DNS:kubernetes, IP Address:10.0.0.1` */
function listNames(text: string): string[] {
  return text
    .split(/,\s*/)
    .map((part) => part.replace(/^(DNS|IP Address):/, '').toLowerCase())
    .filter((name) => name !== '');
}

/** Whether a client that asks for this name or address accepts the certificate. A wildcard has to be in it as it is. */
export function isFor({ pem, names }: CertificateFound, name: string): boolean {
  if (names.includes(name.toLowerCase())) return true;
  const certificate = new X509Certificate(pem);
  return (isIP(name) > 0 ? certificate.checkIP(name) : certificate.checkHost(name)) !== undefined;
}
