import { fault, DiagnosticsError, type Diagnostic } from '../core/diagnostic.ts';
import { loadDocument, parseDocument } from '../source/document.ts';

/**
 * `-e` words, later ones over earlier ones: `NAME=VALUE` with a dotted name for a place within a map and a
 * YAML value, `{json}`, or `@FILE` with a map in YAML.
 */
export async function parseExtraVars(words: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const faults: Diagnostic[] = [];
  let vars: Record<string, unknown> = {};
  for (const word of words) {
    const added = await parseWord(word);
    if (added) vars = mergeMaps(vars, added);
    else faults.push(fault('cli/extra-vars', `-e ${nameOf(word)}: expected NAME=VALUE, a JSON map or @FILE`));
  }
  if (faults.length > 0) throw new DiagnosticsError(faults);
  return vars;
}

/** Only what stands before the value: the value may be a secret. */
function nameOf(word: string): string {
  return word.split('=')[0] ?? '';
}

async function parseWord(word: string): Promise<Record<string, unknown> | undefined> {
  if (word.startsWith('@')) return asMap((await loadDocument(word.slice(1))).value);
  if (word.startsWith('{')) return asMap(parseDocument(word, '-e').value);
  const [, name, text] = /^([A-Za-z_][\w.-]*)=(.*)$/s.exec(word) ?? [];
  if (name === undefined || text === undefined) return undefined;
  const value: unknown = text === '' ? '' : parseDocument(text, `-e ${name}`).value;
  return name.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Record<
    string,
    unknown
  >;
}

function asMap(value: unknown): Record<string, unknown> | undefined {
  return isMap(value) ? value : undefined;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function mergeMaps(far: Record<string, unknown>, near: Record<string, unknown>): Record<string, unknown> {
  const merged = { ...far };
  for (const [name, value] of Object.entries(near)) {
    const before = merged[name];
    merged[name] = isMap(before) && isMap(value) ? mergeMaps(before, value) : value;
  }
  return merged;
}
