import type { Module } from '../lib/modules/define.ts';
import { describeExamples } from '../lib/modules/describe.ts';
import { describeChoice, listFields, type Field } from '../lib/modules/fields.ts';
import type { ObjectSchema } from '../lib/schema/build.ts';
import { buildTable } from './markdown-table.ts';

const NOTE = '<!-- Made from the schema of the module by `npm run docs`; change that, not this. -->';

/** The page of docs/modules for a module. */
export function buildModulePage(module: Module): string {
  return [
    `# ${module.name}`,
    NOTE,
    module.summary,
    ...describeParams(module.params),
    ...describeResult(module.result),
    '## Examples',
    `\`\`\`yaml\n${describeExamples(module)}\n\`\`\``,
  ]
    .join('\n\n')
    .concat('\n');
}

/** The list of all modules. */
export function buildModuleList(modules: Iterable<Module>): string {
  const rows = [...modules]
    .sort((a, b) => a.name.localeCompare(b.name))
    .map(({ name, summary }) => [`[${name}](${name}.md)`, summary]);
  return `# Modules\n\n${NOTE}\n\n${buildTable(['Module', 'What it does'], rows)}\n`;
}

function describeParams(schema: ObjectSchema): string[] {
  const rows = listFields(schema).map(({ name, type, required, default: standard, description }: Field) => [
    required ? `**\`${name}\`**` : `\`${name}\``,
    type,
    standard === undefined ? '' : `\`${standard}\``,
    description,
  ]);
  const marked = listFields(schema).some(({ required }) => required);
  const notes = [
    describeChoice(schema),
    (schema as { description?: string }).description,
    marked ? 'Those in bold must be given.' : undefined,
  ];
  return [
    '## Params',
    ...notes.filter((note) => note !== undefined),
    ...(rows.length === 0 ? [] : [buildTable(['Name', 'Type', 'Default', 'Description'], rows)]),
  ];
}

function describeResult(schema: ObjectSchema): string[] {
  const rows = listFields(schema).map(({ name, type, description }) => [`\`${name}\``, type, description]);
  const note =
    (schema as { description?: string }).description ??
    (rows.length === 0 ? 'It has no fields of its own.' : '');
  return [
    '## Result',
    ...(note === '' ? [] : [note]),
    ...(rows.length === 0 ? [] : [buildTable(['Name', 'Type', 'Description'], rows)]),
  ];
}
