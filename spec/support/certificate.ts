import { webcrypto } from 'node:crypto';
import { X509CertificateGenerator, SubjectAlternativeNameExtension } from '@peculiar/x509';

export interface TlsPair {
  readonly key: string;
  readonly cert: string;
}

/** A key and a certificate that it signs itself, for 127.0.0.1, good for an hour. */
export async function makeCertificate(): Promise<TlsPair> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const hour = 3_600_000;
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      name: 'CN=spec',
      notBefore: new Date(Date.now() - hour),
      notAfter: new Date(Date.now() + hour),
      signingAlgorithm: algorithm,
      keys,
      extensions: [new SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }])],
    },
    webcrypto,
  );
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return {
    key: `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n`,
    cert: `${certificate.toString('pem')}\n`,
  };
}
