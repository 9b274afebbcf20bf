import { dirname } from 'node:path';
import { DiagnosticsError, fault } from '../../core/diagnostic.ts';
import { hintNearest } from '../../core/nearest.ts';
import { stringifyYaml } from '../../source/yaml-text.ts';
import {
  describeFunctions,
  describeHelpers,
  listExampleVariables,
  type Description,
} from '../../template/describe.ts';
import type { OwnFilter } from '../../template/filters/call.ts';
import { describeFilters } from '../../template/filters/describe.ts';
import { loadLanguageIn } from '../own-code.ts';
import { findPlaybook } from '../playbook-file.ts';

/** Lists what templates and expressions can call, the user's own with their files, or describes what has a name. */
export async function functionsCommand(
  name: string | undefined,
  { playbook }: { readonly playbook?: string },
): Promise<void> {
  const folder = playbook === undefined ? '.' : dirname(findPlaybook(playbook));
  const { language, diagnostics } = await loadLanguageIn([folder]);
  const { filters } = language;
  // What k3play brings has nothing to do with mistakes in others.
  if (diagnostics.length > 0 && (name === undefined || !listAll(filters).some((one) => one.name === name)))
    throw new DiagnosticsError(diagnostics);
  process.stdout.write(name === undefined ? listFunctions(filters) : describeName(name, filters));
}

export function listFunctions(filters: readonly OwnFilter[] = []): string {
  const all = listAll(filters);
  const named = (kind: Description['kind']): string => listNames(all.filter((one) => one.kind === kind));
  const helpers = `Helpers, in text: {{name …}}\n\n${named('helper')}`;
  return `${helpers}\nFunctions, in expressions: !cel, when and the like\n\n${named('function')}`;
}

function listAll(filters: readonly OwnFilter[]): readonly Description[] {
  return [...describeFilters(filters), ...describeHelpers(), ...describeFunctions()];
}

/** Throws DiagnosticsError where nothing has this name. */
export function describeName(name: string, filters: readonly OwnFilter[] = []): string {
  const all = listAll(filters);
  const named = all.filter((one) => one.name === name);
  if (named.length > 0) return named.map(describe).join('\n');
  const hint = hintNearest(
    name,
    all.map((one) => one.name),
  );
  const message = `there is no helper and no function "${name}"`;
  throw new DiagnosticsError([fault('cli/unknown-function', message, { hint })]);
}

function listNames(descriptions: readonly Description[]): string {
  const width = Math.max(...descriptions.map(({ name }) => name.length));
  return descriptions
    .map(({ name, summary, file }) => `  ${name.padEnd(width)}  ${plain(summary)}${mark(file)}\n`)
    .join('');
}

function describe(description: Description): string {
  const { name, kind, forms, summary, examples, file } = description;
  const shown = examples.map(
    ({ text, output }) => `${text}\n${indent(kind === 'helper' ? String(output) : JSON.stringify(output))}`,
  );
  const variables = listExampleVariables([description]);
  const parts = [
    `${name}: ${plain(summary)}${mark(file)}`,
    `${kind === 'helper' ? 'In text' : 'In expressions'}\n\n${indent(forms.join('\n'))}`,
    ...(shown.length === 0 ? [] : [`Examples\n\n${indent(shown.join('\n\n'))}`]),
    ...(Object.keys(variables).length === 0
      ? []
      : [`where\n\n${indent(stringifyYaml(variables).trimEnd())}`]),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** Those of the user's own are told with their file. */
function mark(file: string | undefined): string {
  return file === undefined ? '' : ` (${file})`;
}

/** Backticks are for web pages. */
function plain(text: string): string {
  return text.replaceAll('`', '"');
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
