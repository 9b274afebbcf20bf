import { randomBytes, X509Certificate, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';

export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

export interface Authorities {
  readonly server: KeyPair;
  readonly client: KeyPair;
}

export interface Subject {
  readonly commonName: string;
  readonly organization?: string;
  /** Names and addresses a server's certificate is good for; none makes it a client's. */
  readonly sans?: readonly string[];
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
// Debian's Node 18 has no global `crypto` for the library to find.
x509.cryptoProvider.set(webcrypto);

const DAY_MS = 86_400_000;
const LEAF_DAYS = 365;
const RENEW_DAYS = 120;

export async function createAuthorities(): Promise<Authorities> {
  const stamp = String(Math.floor(Date.now() / 1000));
  return {
    server: await createAuthority(`k3s-server-ca@${stamp}`),
    client: await createAuthority(`k3s-client-ca@${stamp}`),
  };
}

async function createAuthority(commonName: string): Promise<KeyPair> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const { KeyUsageFlags } = x509;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: `CN=${commonName}`,
    notBefore: new Date(),
    notAfter: new Date(Date.now() + 10 * 365 * DAY_MS),
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(
        KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment | KeyUsageFlags.keyCertSign,
        true,
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: toPem(certificate), key: await exportKey(keys.privateKey) };
}

export async function issueCertificate(authority: KeyPair, subject: Subject): Promise<KeyPair> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const issuer = new x509.X509Certificate(authority.certificate);
  const { serverAuth, clientAuth } = x509.ExtendedKeyUsage;
  const sans = subject.sans ?? [];
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: [{ CN: [subject.commonName] }, ...(subject.organization ? [{ O: [subject.organization] }] : [])],
    issuer: issuer.subjectName,
    notBefore: new Date(),
    notAfter: new Date(Date.now() + LEAF_DAYS * DAY_MS),
    publicKey: keys.publicKey,
    signingKey: await importKey(authority.key),
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment,
        true,
      ),
      new x509.ExtendedKeyUsageExtension([sans.length > 0 ? serverAuth : clientAuth]),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      ...(sans.length > 0 ? [new x509.SubjectAlternativeNameExtension(sans.map(toGeneralName))] : []),
    ],
  });
  return { certificate: toPem(certificate), key: await exportKey(keys.privateKey) };
}

/** Whether a certificate may be served on: ours, not soon over, and for just these names. */
export function isStillGood(certificate: string, authority: KeyPair, sans: readonly string[]): boolean {
  const leaf = new X509Certificate(certificate);
  const left = Date.parse(leaf.validTo) - Date.now();
  const names = (leaf.subjectAltName ?? '')
    .split(', ')
    .map((entry) => entry.replace(/^(DNS|IP Address):/, ''));
  const known = new Set(names.map(normalize));
  return (
    leaf.verify(new X509Certificate(authority.certificate).publicKey) &&
    left > RENEW_DAYS * DAY_MS &&
    sans.every((san) => known.has(normalize(san))) &&
    (sans.length === 0 || known.size === new Set(sans.map(normalize)).size)
  );
}

function normalize(name: string): string {
  // Node writes ::1 as 0:0:0:0:0:0:0:1; a URL's host is the one short form.
  return isIP(name) === 6 ? new URL(`http://[${name}]`).hostname : name.toLowerCase();
}

function toGeneralName(san: string): { type: 'ip' | 'dns'; value: string } {
  return { type: isIP(san) ? 'ip' : 'dns', value: san };
}

function serialNumber(): string {
  // The first byte stays below 0x80: a serial number is positive.
  return `01${randomBytes(8).toString('hex')}`;
}

function toPem(certificate: x509.X509Certificate): string {
  return `${certificate.toString('pem').trim()}\n`;
}

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  const bytes = await webcrypto.subtle.exportKey('pkcs8', key);
  return `${x509.PemConverter.encode(bytes, 'PRIVATE KEY')}\n`;
}

function importKey(pem: string): Promise<webcrypto.CryptoKey> {
  const [bytes] = x509.PemConverter.decode(pem);
  return webcrypto.subtle.importKey('pkcs8', bytes ?? new ArrayBuffer(0), ALGORITHM, false, ['sign']);
}
