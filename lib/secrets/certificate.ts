import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
} from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import * as asn1 from '@peculiar/asn1-x509';

/** Both as PEM. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

export interface CertificateRequest {
  readonly commonName: string;
  readonly days: number;
  /** Moments from 1970 in milliseconds. */
  readonly nowMs: number;
  /** An authority signs itself where `issuer` is not given. */
  readonly kind: 'authority' | 'server' | 'client';
  /** DNS names and addresses a server is reached by. */
  readonly names?: readonly string[];
}

const DAY_MS = 86_400_000;
/** Hosts whose clock is behind ours take the certificate all the same. */
const BACKDATED_MS = DAY_MS;
const COMMON_NAME = '2.5.4.3';
const LONGEST_COMMON_NAME = 64;
const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';

/** PKCS#8, on the curve P-256. */
export function makeKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** A certificate as PEM for the holder of a key. Synchronous, so that inputs can be worked out at once. */
export function signCertificate(request: CertificateRequest, key: string, issuer?: KeyPair): string {
  const algorithm = new asn1.AlgorithmIdentifier({ algorithm: ECDSA_WITH_SHA256 });
  const holder = readPublicKey(createPublicKey(key));
  const above = issuer && readCertificate(issuer.certificate).tbsCertificate;
  const subject = nameOf(request.commonName);
  const content = new asn1.TBSCertificate({
    version: asn1.Version.v3,
    serialNumber: makeSerialNumber(),
    signature: algorithm,
    issuer: above?.subject ?? subject,
    validity: new asn1.Validity({
      notBefore: new Date(request.nowMs - BACKDATED_MS),
      notAfter: new Date(request.nowMs + request.days * DAY_MS),
    }),
    subject,
    subjectPublicKeyInfo: holder,
    extensions: extensionsOf(request, holder, above?.subjectPublicKeyInfo ?? holder),
  });
  const bytes = Buffer.from(AsnConvert.serialize(content));
  const signature = sign('sha256', bytes, createPrivateKey(issuer?.key ?? key));
  const certificate = new asn1.Certificate({
    tbsCertificate: content,
    signatureAlgorithm: algorithm,
    signatureValue: toArrayBuffer(signature),
  });
  return toPem(Buffer.from(AsnConvert.serialize(certificate)));
}

/** Whether a certificate is for just these names, in whatever order. */
export function isForNames(pem: string, names: readonly string[]): boolean {
  const { extensions } = readCertificate(pem).tbsCertificate;
  const found = extensions?.find(({ extnID }) => extnID === asn1.id_ce_subjectAltName);
  const wanted = Buffer.from(AsnConvert.serialize(alternativeNames(names)));
  return found !== undefined && wanted.equals(Buffer.from(found.extnValue.buffer));
}

function extensionsOf(
  { kind, names = [] }: CertificateRequest,
  holder: asn1.SubjectPublicKeyInfo,
  issuer: asn1.SubjectPublicKeyInfo,
): asn1.Extensions {
  const flags = asn1.KeyUsageFlags;
  const common = [
    extend(asn1.id_ce_subjectKeyIdentifier, new asn1.SubjectKeyIdentifier(identify(holder))),
    extend(
      asn1.id_ce_authorityKeyIdentifier,
      new asn1.AuthorityKeyIdentifier({ keyIdentifier: new asn1.KeyIdentifier(identify(issuer)) }),
    ),
  ];
  if (kind === 'authority') {
    const basics = new asn1.BasicConstraints({ cA: true, pathLenConstraint: 0 });
    const usage = new asn1.KeyUsage(flags.keyCertSign | flags.cRLSign);
    return new asn1.Extensions([
      extend(asn1.id_ce_basicConstraints, basics, true),
      extend(asn1.id_ce_keyUsage, usage, true),
      ...common,
    ]);
  }
  // Members of an etcd cluster are one another's clients, with the certificate they serve.
  const purposes =
    kind === 'server' ? [asn1.id_kp_serverAuth, asn1.id_kp_clientAuth] : [asn1.id_kp_clientAuth];
  return new asn1.Extensions([
    extend(asn1.id_ce_basicConstraints, new asn1.BasicConstraints(), true),
    extend(asn1.id_ce_keyUsage, new asn1.KeyUsage(flags.digitalSignature), true),
    extend(asn1.id_ce_extKeyUsage, new asn1.ExtendedKeyUsage(purposes)),
    ...common,
    ...(names.length > 0 ? [extend(asn1.id_ce_subjectAltName, alternativeNames(names))] : []),
  ]);
}

function extend(extnID: string, content: object, critical = false): asn1.Extension {
  return new asn1.Extension({
    extnID,
    critical,
    extnValue: new OctetString(AsnConvert.serialize(content)),
  });
}

function alternativeNames(names: readonly string[]): asn1.SubjectAlternativeName {
  const sorted = [...new Set(names)].sort();
  return new asn1.SubjectAlternativeName(
    sorted.map((name) => new asn1.GeneralName(isIP(name) === 0 ? { dNSName: name } : { iPAddress: name })),
  );
}

function nameOf(commonName: string): asn1.Name {
  const value = new asn1.AttributeValue({ utf8String: commonName.slice(0, LONGEST_COMMON_NAME) });
  const attribute = new asn1.AttributeTypeAndValue({ type: COMMON_NAME, value });
  return new asn1.Name([new asn1.RelativeDistinguishedName([attribute])]);
}

/** RFC 7093, method 1. */
function identify({ subjectPublicKey }: asn1.SubjectPublicKeyInfo): ArrayBuffer {
  const hash = createHash('sha256').update(Buffer.from(subjectPublicKey)).digest();
  return toArrayBuffer(hash.subarray(0, 20));
}

function readPublicKey(key: KeyObject): asn1.SubjectPublicKeyInfo {
  return AsnConvert.parse(key.export({ type: 'spki', format: 'der' }), asn1.SubjectPublicKeyInfo);
}

function readCertificate(pem: string): asn1.Certificate {
  const [, body = ''] = /-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----/.exec(pem) ?? [];
  return AsnConvert.parse(Buffer.from(body, 'base64'), asn1.Certificate);
}

function makeSerialNumber(): ArrayBuffer {
  // The first byte is above 0 and below 0x80: the number is positive, and of the same length always.
  return toArrayBuffer(Buffer.concat([Buffer.from([1]), randomBytes(15)]));
}

function toArrayBuffer(bytes: Buffer): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

function toPem(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
