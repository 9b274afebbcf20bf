import { createPrivateKey, X509Certificate } from 'node:crypto';
import { DiagnosticsError, fault } from '../core/diagnostic.ts';
import { Secret } from '../core/secret.ts';
import { isForNames, makeKey, signCertificate, type KeyPair } from './certificate.ts';

/** What a server and its clients need to know one another. Certificates are no secrets, keys are. */
export interface Certificates {
  readonly ca: string;
  readonly cert: string;
  readonly key: Secret;
  readonly client_cert: string;
  readonly client_key: Secret;
}

export interface CertificatesRequest {
  /** DNS names and addresses of all servers. */
  readonly names: readonly string[];
  /** The common names of the certificates. */
  readonly server: string;
  readonly client: string;
}

/** Texts kept by name. */
export interface TextStore {
  read(name: string): string | undefined;
  write(name: string, text: string): void;
}

const AUTHORITY_DAYS = 3650;
const LEAF_DAYS = 825;

/**
 * Those kept under a name, and what of them is missing, no longer fits or is near its end made anew: the server's
 * when its names are others, each when less than a third of its life is left. The authority keeps its key for
 * ever, so what was signed before stays good.
 */
export function issueCertificates(
  name: string,
  { names, server, client }: CertificatesRequest,
  { store, nowMs }: { readonly store: TextStore; readonly nowMs: number },
): Certificates {
  const authority = keepAuthority(name, store, nowMs);
  const keep = (part: string, kind: 'server' | 'client', commonName: string): KeyPair => {
    const places = { certificate: `${name}.${part}cert`, key: `${name}.${part}key` };
    const known = readPair(places, store);
    const isGood =
      known !== undefined &&
      isPair(known) &&
      isFresh(known.certificate, nowMs) &&
      new X509Certificate(known.certificate).verify(new X509Certificate(authority.certificate).publicKey) &&
      new X509Certificate(known.certificate).subject === `CN=${commonName}` &&
      (kind === 'client' || isForNames(known.certificate, names));
    if (isGood) return known;
    const key = makeKey();
    const request = { commonName, days: LEAF_DAYS, nowMs, kind, names: kind === 'server' ? names : [] };
    return writePair(places, { certificate: signCertificate(request, key, authority), key }, store);
  };
  const [serving, asking] = [keep('', 'server', server), keep('client_', 'client', client)];
  return {
    ca: authority.certificate,
    cert: serving.certificate,
    key: new Secret(serving.key),
    client_cert: asking.certificate,
    client_key: new Secret(asking.key),
  };
}

function keepAuthority(name: string, store: TextStore, nowMs: number): KeyPair {
  const places = { certificate: `${name}.ca`, key: `${name}.ca_key` };
  const known = readPair(places, store);
  const isThere = Object.values(places).some((place) => store.read(place) !== undefined);
  // Another authority would shut out whoever knows this one: never made unasked.
  if (isThere && (!known || !isPair(known))) {
    const message = `the secrets ${places.certificate} and ${places.key} are no certificate and its key`;
    const hint = 'put back what they were; or remove both, and all hosts get certificates of a new authority';
    throw new DiagnosticsError([fault('secrets/not-a-certificate', message, { hint })]);
  }
  if (known && isFresh(known.certificate, nowMs)) return known;
  const key = known?.key ?? makeKey();
  const request = { commonName: `k3play ${name}`, days: AUTHORITY_DAYS, nowMs, kind: 'authority' } as const;
  return writePair(places, { certificate: signCertificate(request, key), key }, store);
}

interface Places {
  readonly certificate: string;
  readonly key: string;
}

function readPair(places: Places, store: TextStore): KeyPair | undefined {
  const [certificate, key] = [store.read(places.certificate), store.read(places.key)];
  return certificate === undefined || key === undefined ? undefined : { certificate, key };
}

function writePair(places: Places, pair: KeyPair, store: TextStore): KeyPair {
  store.write(places.certificate, pair.certificate);
  store.write(places.key, pair.key);
  return pair;
}

/** Whether these are a certificate and its key; false for what is neither. */
function isPair({ certificate, key }: KeyPair): boolean {
  try {
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

/** Whether a third of its life or more is left. */
function isFresh(certificate: string, nowMs: number): boolean {
  const { validFrom, validTo } = new X509Certificate(certificate);
  const [from, to] = [Date.parse(validFrom), Date.parse(validTo)];
  return to - nowMs >= (to - from) / 3;
}
