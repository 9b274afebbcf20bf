import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { DatastoreSettings } from '../flags/settings.ts';
import { codeOf, messageOf } from './dial.ts';

export interface TlsFiles {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** Paths; "" where there is none. */
export type TlsSettings = Omit<DatastoreSettings, 'endpoint'>;

/** What the flags name, or undefined where they name nothing; throws in Go's words what is wrong with it. */
export function readTlsFiles({ caFile, certFile, keyFile }: TlsSettings): TlsFiles | undefined {
  if (!caFile && !certFile && !keyFile) return undefined;
  if (!certFile !== !keyFile)
    throw new Error(`KeyFile and CertFile must both be present[key: ${keyFile}, cert: ${certFile}]`);
  const files = {
    ...(certFile && { cert: read(certFile), key: read(keyFile) }),
    ...(caFile && { ca: read(caFile) }),
  };
  try {
    createSecureContext(files);
  } catch (error) {
    throw new Error(describeContextFailure(error), { cause: error });
  }
  return files;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = codeOf(error) === 'ENOENT' ? 'no such file or directory' : 'permission denied';
    throw new Error(`open ${file}: ${reason}`, { cause: error });
  }
}

function describeContextFailure(error: unknown): string {
  switch (codeOf(error)) {
    case 'ERR_OSSL_PEM_NO_START_LINE':
      return 'tls: failed to find any PEM data in certificate input';
    case 'ERR_OSSL_X509_KEY_VALUES_MISMATCH':
      return 'tls: private key does not match public key';
    default:
      return `tls: ${messageOf(error)}`;
  }
}
