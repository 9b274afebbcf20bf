import { stringifyYaml } from '../source/yaml-text.ts';
import type { ObjectSchema } from '../schema/build.ts';
import type { Example, Module } from './define.ts';
import { describeChoice, listFields, type Field } from './fields.ts';

const WIDTH = 100;

/** The page of a module for the terminal. */
export function describeModule(module: Module): string {
  const parts = [
    `${module.name}: ${module.summary}`,
    describeFields('Params', module.params, describeParam),
    describeFields('Result', module.result, describeResultField),
    `Examples\n\n${indent(describeExamples(module))}`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** A module's examples as tasks, ready to be pasted into a playbook. */
export function describeExamples({ name, examples }: Module): string {
  const tasks = examples.map(({ title, params }: Example) => ({ name: title, [name]: params }));
  return stringifyYaml(tasks).trimEnd();
}

function describeFields(heading: string, schema: ObjectSchema, describe: (field: Field) => string): string {
  const note = describeChoice(schema) ?? (schema as { description?: string }).description;
  const blocks = [...(note === undefined ? [] : [wrap(note)]), ...listFields(schema).map(describe)];
  return blocks.length === 0 ? '' : `${heading}\n\n${blocks.map(indent).join('\n')}`;
}

function describeParam({ name, type, required, default: standard, description }: Field): string {
  const notes = [
    type,
    ...(required ? ['required'] : []),
    ...(standard === undefined ? [] : [`default ${standard}`]),
  ];
  return `${name}  (${notes.join('; ')})\n${indent(wrap(description))}`;
}

function describeResultField({ name, type, description }: Field): string {
  return `${name}  (${type})\n${indent(wrap(description))}`;
}

/** Lines of words; backticks are for web pages. */
function wrap(text: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.replaceAll('`', '"').split(/\s+/)) {
    if (line !== '' && line.length + word.length + 1 > WIDTH - 8) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].join('\n');
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
