import { compileValue } from '../template/compile.ts';
import { CelText } from '../source/tags.ts';
import type { Compiled } from '../template/compiled.ts';
import type { Compiling } from './draft.ts';
import type { Faults } from './faults.ts';
import type { Place } from './place.ts';

/** What a shell keeps for itself: setting it would break the shell, or fail. */
const TAKEN: ReadonlySet<string> = new Set(['IFS', 'UID', 'EUID', 'PPID', 'SHELLOPTS', 'BASHOPTS', '_']);

/** The `environment` of a play, a block or a task, compiled. */
export function readEnvironment(
  place: Place | undefined,
  { faults, language }: Compiling,
): Readonly<Record<string, Compiled>> {
  const variables: Record<string, Compiled> = {};
  for (const name of place?.keys() ?? []) {
    const part = place?.at(name);
    if (!part || !isName(name, part, faults) || !isText(part, faults)) continue;
    const compiled = faults.attempt(() => compileValue(part.value, part.spans, language));
    if (compiled) variables[name] = compiled;
  }
  return variables;
}

function isName(name: string, { keySpan: span }: Place, faults: Faults): boolean {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    const hint = 'letters, digits and underscores, the first no digit';
    faults.add('environment-name', `"${name}" cannot be exported by a shell`, { span, hint });
    return false;
  }
  if (!TAKEN.has(name)) return true;
  const hint = 'set it within a script, where it is needed';
  faults.add('environment-name', `"${name}" belongs to the shell itself`, { span, hint });
  return false;
}

function isText({ value, span }: Place, faults: Faults): boolean {
  const isPlain = ['string', 'number', 'boolean'].includes(typeof value);
  if (isPlain || value instanceof CelText) return true;
  const hint = value === null ? 'an empty value is written ""' : 'join it to one text';
  faults.add('environment-value', 'a variable of the environment is a text', { span, hint });
  return false;
}
