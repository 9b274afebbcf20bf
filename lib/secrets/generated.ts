import { randomInt } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { DiagnosticsError, fault, type Diagnostic } from '../core/diagnostic.ts';
import { messageOf } from '../core/errors.ts';
import { Secret } from '../core/secret.ts';
import { loadDocument, type SourceDocument } from '../source/document.ts';
import { replaceFile } from './replace-file.ts';

/** Secrets that were generated once and are the same in every run from then on. */
export interface GeneratedSecrets {
  /** The secret of this name; made now, of so many letters and digits, where there is none yet. */
  get(name: string, length: number): Secret;
  /** Writes what was made. Call it before any of the new secrets is used. */
  save(): Promise<void>;
}

export interface OpenGeneratedSecretsOptions {
  /** False in check mode: what is made lives in memory only, and `save` writes nothing. */
  readonly persist: boolean;
}

/** `hosts.yml` → `hosts.secrets.yml`, beside it. */
export function locateGeneratedSecrets(inventoryFile: string): string {
  return join(dirname(inventoryFile), `${basename(inventoryFile, extname(inventoryFile))}.secrets.yml`);
}

/** Throws DiagnosticsError where the file cannot be read, is no map of texts, or is open to other users. */
export async function openGeneratedSecrets(
  file: string,
  { persist }: OpenGeneratedSecretsOptions,
): Promise<GeneratedSecrets> {
  const kept = await readSecrets(file);
  const made = new Map<string, Secret>();

  function get(name: string, length: number): Secret {
    const known = kept.get(name) ?? made.get(name);
    if (known) return known;
    const secret = new Secret(makeText(length));
    made.set(name, secret);
    return secret;
  }

  async function save(): Promise<void> {
    if (!persist || made.size === 0) return;
    const current = await readSecrets(file);
    const rivals = [...made.keys()].filter((name) => current.has(name));
    if (rivals.length > 0) {
      const hint = 'run this again; it takes the secrets made then';
      const message = `another run made ${rivals.join(', ')} at the same time`;
      throw new DiagnosticsError([
        fault('secrets/made-twice', message, { span: { file, line: 1, column: 1 }, hint }),
      ]);
    }
    await replaceFile(file, describeSecrets(new Map([...current, ...made])));
    for (const [name, secret] of made) kept.set(name, secret);
    made.clear();
  }

  return { get, save };
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

function makeText(length: number): string {
  return Array.from({ length }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('');
}

function describeSecrets(secrets: ReadonlyMap<string, Secret>): string {
  const lines = [...secrets].map(
    ([name, secret]) => `${JSON.stringify(name)}: ${JSON.stringify(secret.reveal())}\n`,
  );
  return `# Generated secrets. Keep this file: the hosts were set up with them. Keep it from others.\n${lines.join('')}`;
}

async function readSecrets(file: string): Promise<Map<string, Secret>> {
  const status = await stat(file).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new DiagnosticsError([
      fault('secrets/not-readable', `${file} cannot be read: ${messageOf(error)}`),
    ]);
  });
  if (!status) return new Map();
  if ((status.mode & 0o077) !== 0) {
    const mode = (status.mode & 0o777).toString(8).padStart(4, '0');
    const message = `other users may read the secrets in ${file}, its mode is ${mode}`;
    throw new DiagnosticsError([
      fault('secrets/open-to-others', message, { hint: `run: chmod 600 '${file}'` }),
    ]);
  }
  const document = await loadDocument(file);
  const faults = checkSecrets(document);
  if (faults.length > 0) throw new DiagnosticsError(faults);
  const entries = Object.entries((document.value ?? {}) as Readonly<Record<string, string>>);
  return new Map(entries.map(([name, value]) => [name, new Secret(value)]));
}

function checkSecrets(document: SourceDocument): Diagnostic[] {
  const { value } = document;
  if (value === null) return [];
  if (typeof value !== 'object' || Array.isArray(value)) {
    return [
      fault('secrets/not-a-map', 'generated secrets are a map of names to texts', {
        span: document.spanAt([]),
      }),
    ];
  }
  return Object.entries(value).flatMap(([name, secret]) => {
    if (typeof secret === 'string' && secret !== '') return [];
    const hint = 'quote it, or remove the line to have it made anew';
    return fault('secrets/not-text', `the secret "${name}" is no text`, {
      span: document.spanAt([name]),
      hint,
    });
  });
}
