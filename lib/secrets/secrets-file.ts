import { stat } from 'node:fs/promises';
import { DiagnosticsError, fault, type Diagnostic } from '../core/diagnostic.ts';
import { messageOf } from '../core/errors.ts';
import { Secret } from '../core/secret.ts';
import { loadDocument, type SourceDocument } from '../source/document.ts';
import { replaceFile } from './replace-file.ts';

/** Secrets by name, in the order written. */
export type Secrets = ReadonlyMap<string, Secret>;

export async function writeSecrets(file: string, secrets: Secrets): Promise<void> {
  await replaceFile(file, describeSecrets(secrets));
}

function describeSecrets(secrets: Secrets): string {
  const lines = [...secrets].map(
    ([name, secret]) => `${JSON.stringify(name)}: ${JSON.stringify(secret.reveal())}\n`,
  );
  return `# Generated secrets. Keep this file: the hosts were set up with them. Keep it from others.\n${lines.join('')}`;
}

/** None where there is no file. Throws DiagnosticsError where it cannot be read, is no map of texts, or is open to others. */
export async function readSecrets(file: string): Promise<Map<string, Secret>> {
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
