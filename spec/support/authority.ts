import { webcrypto } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY_MS = 86_400_000;

export interface Files {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

export interface Leaf {
  /** Also the stem of its files' names. */
  readonly name: string;
  readonly sans?: readonly string[];
}

/** A certificate authority of a spec's own, which writes what it issues into a folder. */
export class Authority {
  readonly file: string;
  readonly #folder: string;
  readonly #certificate: x509.X509Certificate;
  readonly #key: webcrypto.CryptoKey;

  private constructor(folder: string, name: string, pair: Pair) {
    this.file = join(folder, `${name}.crt`);
    this.#folder = folder;
    this.#certificate = pair.certificate;
    this.#key = pair.key;
    writeFileSync(this.file, pair.certificate.toString('pem'), { mode: 0o644 });
  }

  static async create(folder: string, name: string): Promise<Authority> {
    const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
    const certificate = await x509.X509CertificateGenerator.createSelfSigned(
      {
        name: `CN=${name}`,
        keys,
        signingAlgorithm: ALGORITHM,
        notBefore: new Date(Date.now() - DAY_MS),
        notAfter: new Date(Date.now() + DAY_MS),
        extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
      },
      webcrypto,
    );
    return new Authority(folder, name, { certificate, key: keys.privateKey });
  }

  /** Good for servers and for clients: etcd's gateway shows its server's certificate to itself. */
  async issue({ name, sans = [] }: Leaf): Promise<Files> {
    const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
    const { serverAuth, clientAuth } = x509.ExtendedKeyUsage;
    const certificate = await x509.X509CertificateGenerator.create(
      {
        subject: `CN=${name}`,
        issuer: this.#certificate.subject,
        publicKey: keys.publicKey,
        signingKey: this.#key,
        signingAlgorithm: ALGORITHM,
        notBefore: new Date(Date.now() - DAY_MS),
        notAfter: new Date(Date.now() + DAY_MS),
        extensions: [
          new x509.ExtendedKeyUsageExtension([serverAuth, clientAuth]),
          ...(sans.length > 0
            ? [
                new x509.SubjectAlternativeNameExtension(
                  sans.map((value) => ({ type: isIP(value) ? 'ip' : 'dns', value })),
                ),
              ]
            : []),
        ],
      },
      webcrypto,
    );
    const cert = join(this.#folder, `${name}.crt`);
    const key = join(this.#folder, `${name}.key`);
    const bytes = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
    writeFileSync(cert, certificate.toString('pem'), { mode: 0o644 });
    writeFileSync(key, x509.PemConverter.encode(bytes, 'PRIVATE KEY'), { mode: 0o600 });
    return { ca: this.file, cert, key };
  }
}

interface Pair {
  readonly certificate: x509.X509Certificate;
  readonly key: webcrypto.CryptoKey;
}
