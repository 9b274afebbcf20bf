import { DiagnosticsError, fault } from '../../core/diagnostic.ts';
import { hintNearest } from '../../core/nearest.ts';
import { stringifyYaml } from '../../source/yaml-text.ts';
import {
  describeFunctions,
  describeHelpers,
  listExampleVariables,
  type Description,
} from '../../template/describe.ts';

/** Lists what templates and expressions can call, or describes what has a name. */
export function functionsCommand(name: string | undefined): void {
  process.stdout.write(name === undefined ? listFunctions() : describeName(name));
}

export function listFunctions(): string {
  const helpers = `Helpers, in text: {{name …}}\n\n${listNames(describeHelpers())}`;
  return `${helpers}\nFunctions, in expressions: !cel, when and the like\n\n${listNames(describeFunctions())}`;
}

/** Throws DiagnosticsError where nothing has this name. */
export function describeName(name: string): string {
  const all = [...describeHelpers(), ...describeFunctions()];
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
  return descriptions.map(({ name, summary }) => `  ${name.padEnd(width)}  ${plain(summary)}\n`).join('');
}

function describe(description: Description): string {
  const { name, kind, forms, summary, examples } = description;
  const shown = examples.map(
    ({ text, output }) => `${text}\n${indent(kind === 'helper' ? String(output) : JSON.stringify(output))}`,
  );
  const variables = listExampleVariables([description]);
  const parts = [
    `${name}: ${plain(summary)}`,
    `${kind === 'helper' ? 'In text' : 'In expressions'}\n\n${indent(forms.join('\n'))}`,
    ...(shown.length === 0 ? [] : [`Examples\n\n${indent(shown.join('\n\n'))}`]),
    ...(Object.keys(variables).length === 0
      ? []
      : [`where\n\n${indent(stringifyYaml(variables).trimEnd())}`]),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** Backticks are for web pages. */
function plain(text: string): string {
  return text.replaceAll('`', '"');
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
