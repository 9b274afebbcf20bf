import { fault, DiagnosticsError, type Diagnostic } from '../core/diagnostic.ts';
import { isVariableName, RESERVED_NAMES } from '../inventory/names.ts';
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
    else faults.push(refuse(`-e ${nameOf(word)}: expected NAME=VALUE, a JSON map or @FILE`));
    faults.push(...Object.keys(added ?? {}).flatMap(checkName));
  }
  if (faults.length > 0) throw new DiagnosticsError(faults);
  return vars;
}

/** What nothing could read, or would not mean what is given. */
function checkName(name: string): Diagnostic[] {
  if (RESERVED_NAMES.has(name)) {
    const hint = name === 'inputs' ? 'an input is given by its name: -e NAME=VALUE' : 'choose another name';
    return [refuse(`-e ${name}: "${name}" has a meaning of its own`, hint)];
  }
  if (isVariableName(name)) return [];
  const hint = `expressions cannot name it; "${name.replace(/\W/g, '_').replace(/^(\d)/, '_$1')}" would do`;
  return [refuse(`-e ${name}: "${name}" cannot be the name of a variable`, hint)];
}

function refuse(message: string, hint?: string): Diagnostic {
  return fault('cli/extra-vars', message, { hint });
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
