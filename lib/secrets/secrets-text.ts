import { DiagnosticsError, fault, type Diagnostic } from '../core/diagnostic.ts';
import { Secret } from '../core/secret.ts';
import { parseDocument, type SourceDocument } from '../source/document.ts';

/** Secrets by name, in the order written. */
export type Secrets = ReadonlyMap<string, Secret>;

/** YAML, as a secrets file holds it inside its encryption. */
export function describeSecrets(secrets: Secrets): string {
  const lines = [...secrets].map(
    ([name, secret]) => `${JSON.stringify(name)}: ${JSON.stringify(secret.reveal())}\n`,
  );
  return `# Generated secrets. Keep this file: the hosts were set up with them.\n${lines.join('')}`;
}

/** Throws DiagnosticsError where it is no map of texts. */
export function parseSecrets(text: string, file: string): Secrets {
  const document = parseDocument(text, file);
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
