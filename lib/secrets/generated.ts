import { randomInt } from 'node:crypto';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { DiagnosticsError, fault } from '../core/diagnostic.ts';
import { Secret } from '../core/secret.ts';
import type { Certificates, CertificatesRequest } from './certificates.ts';
import { readSecretsFile, writeSecretsFile, type SecretsFile, type SecretsPlace } from './secrets-file.ts';

/** Secrets that were generated once and are the same in every run from then on. */
export interface GeneratedSecrets {
  /** The secret of this name; made now, of so many letters and digits, where there is none yet. */
  get(name: string, length: number): Secret;
  /**
   * An authority, a server's and a client's certificate; issued now where there are none, or none that are good
   * for what is asked. Undefined where other ones were asked for under the same name before.
   */
  certificates(name: string, request: CertificatesRequest): Certificates | undefined;
  /** Writes what was made. Call it before any of the new secrets is used. */
  save(): Promise<void>;
}

export interface OpenGeneratedSecretsOptions {
  /** False in check mode: what is made lives in memory only, and `save` writes nothing. */
  readonly persist: boolean;
  /** Whether certificates may be asked for; the code that issues them is loaded then. */
  readonly certificates?: boolean;
}

/** `hosts.yml` → `hosts.secrets.yml`, beside it; of a folder `prod`, `prod.secrets.yml`, beside it and not in it. */
export function locateGeneratedSecrets(inventory: string): string {
  const inventoryFile = /^\.{0,2}$/.test(basename(inventory)) ? resolve(inventory) : inventory;
  return join(dirname(inventoryFile), `${basename(inventoryFile, extname(inventoryFile))}.secrets.yml`);
}

/** Throws DiagnosticsError where the file is there and cannot be read. */
export async function openGeneratedSecrets(
  place: SecretsPlace,
  options: OpenGeneratedSecretsOptions,
): Promise<GeneratedSecrets> {
  return createGeneratedSecrets(place, await readSecretsFile(place), options);
}

/** Those of a file that was read before. */
export async function createGeneratedSecrets(
  place: SecretsPlace,
  opened: SecretsFile,
  { persist, certificates = false }: OpenGeneratedSecretsOptions,
): Promise<GeneratedSecrets> {
  const kept = new Map(opened.secrets);
  const made = new Map<string, Secret>();
  const issuer = certificates ? await import('./certificates.ts') : undefined;
  const store = {
    read: (name: string) => (made.get(name) ?? kept.get(name))?.reveal(),
    write: (name: string, text: string) => void made.set(name, new Secret(text)),
  };

  function get(name: string, length: number): Secret {
    const known = made.get(name) ?? kept.get(name);
    if (known) return known;
    const secret = new Secret(makeText(length));
    made.set(name, secret);
    return secret;
  }

  const asked = new Map<string, CertificatesRequest>();
  function issue(name: string, request: CertificatesRequest): Certificates | undefined {
    if (!issuer) throw new Error('the secrets were opened without certificates');
    if (!isDeepStrictEqual(asked.get(name) ?? request, request)) return undefined;
    asked.set(name, request);
    return issuer.issueCertificates(name, request, { store, nowMs: Date.now() });
  }

  async function save(): Promise<void> {
    if (!persist || (made.size === 0 && opened.form !== 'plain')) return;
    const current = await readSecretsFile(place);
    const isOther = (name: string) => current.secrets.get(name)?.reveal() !== kept.get(name)?.reveal();
    const rivals = [...made.keys()].filter(isOther);
    if (rivals.length > 0) throw refuseRivals(place.file, rivals);
    if (made.size > 0 || current.form === 'plain') {
      await writeSecretsFile(place, new Map([...current.secrets, ...made]), current);
    }
    for (const [name, secret] of made) kept.set(name, secret);
    made.clear();
  }

  return { get, certificates: issue, save };
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

function makeText(length: number): string {
  return Array.from({ length }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('');
}

function refuseRivals(file: string, names: readonly string[]): DiagnosticsError {
  const hint = 'run this again; it takes the secrets made then';
  const message = `${file}: another run made ${names.join(', ')} at the same time`;
  return new DiagnosticsError([fault('secrets/made-twice', message, { hint })]);
}
