import { fault, DiagnosticsError, type Diagnostic } from '../core/diagnostic.ts';
import { mergeValues } from '../playbook/inputs-value.ts';
import { isPlainMap } from '../schema/examine.ts';
import { loadDocument, parseDocument } from '../source/document.ts';

type Vars = Readonly<Record<string, unknown>>;

/**
 * `-e` words, later ones over earlier ones: `NAME=VALUE` with a dotted name for a place within a map and a
 * YAML value, `{json}`, or `@FILE` with a map in YAML.
 */
export async function parseExtraVars(words: readonly string[]): Promise<Vars> {
  const faults: Diagnostic[] = [];
  let vars: Vars = {};
  for (const word of words) {
    const added = await parseWord(word);
    if (added) vars = mergeValues(vars, added) as Vars;
    else faults.push(fault('cli/extra-vars', `-e ${nameOf(word)}: expected NAME=VALUE, a JSON map or @FILE`));
  }
  if (faults.length > 0) throw new DiagnosticsError(faults);
  return vars;
}

/** Only what stands before the value: the value may be a secret. */
function nameOf(word: string): string {
  return word.split('=')[0] ?? '';
}

async function parseWord(word: string): Promise<Vars | undefined> {
  if (word.startsWith('@')) return asMap((await loadDocument(word.slice(1))).value);
  if (word.startsWith('{')) return asMap(parseDocument(word, '-e').value);
  const [, name, text] = /^([A-Za-z_][\w.-]*)=(.*)$/s.exec(word) ?? [];
  if (name === undefined || text === undefined) return undefined;
  const value: unknown = text === '' ? '' : parseDocument(text, `-e ${name}`).value;
  return name.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Vars;
}

function asMap(value: unknown): Vars | undefined {
  return isPlainMap(value) ? value : undefined;
}
