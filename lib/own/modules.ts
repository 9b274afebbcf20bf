import { fault, type Diagnostic } from '../core/diagnostic.ts';
import type { Module } from '../modules/define.ts';
import { BLOCK_KEYWORDS } from '../playbook/keywords/group.ts';
import { TASK_KEYWORDS } from '../playbook/keywords/task.ts';
import { createValidator } from '../schema/validate.ts';
import { findExport, findNamed } from './source.ts';
import { isMeantAsModule, listMissing } from './shape.ts';

/** A module of the user's, and the file it is written in. */
export interface OwnModule {
  readonly module: Module;
  readonly file: string;
}

export interface Exported {
  readonly modules: readonly OwnModule[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The modules among what a file exports, under whatever names. */
export function pickModules(file: string, exports: Readonly<Record<string, unknown>>): Exported {
  const meant = Object.entries(exports).filter(([, value]) => isMeantAsModule(value)) as (readonly [
    string,
    Readonly<Record<string, unknown>>,
  ])[];
  if (meant.length === 0) return { modules: [], diagnostics: [describeNone(file, Object.keys(exports))] };

  const modules = new Set<Module>();
  const diagnostics: Diagnostic[] = [];
  for (const [name, value] of meant) {
    const missing = listMissing(value);
    const module = value as unknown as Module;
    const wrong = missing.length > 0 ? [] : listSchemaFaults(file, module);
    if (missing.length > 0) diagnostics.push(describeIncomplete(file, name, missing));
    else if (wrong.length > 0) diagnostics.push(...wrong);
    else modules.add(module);
  }
  return { modules: [...modules].map((module) => ({ module, file })), diagnostics };
}

function describeNone(file: string, names: readonly string[]): Diagnostic {
  const [first] = names;
  const exported = first === undefined ? 'exports nothing' : `exports no module, only ${names.join(', ')}`;
  return fault('own/no-module', `the file ${exported}`, {
    span: first === undefined ? { file, line: 1, column: 1 } : findExport(file, first),
    hint: 'write export const name = defineModule({ … }); what modules share can lie in a folder below',
  });
}

function describeIncomplete(file: string, name: string, missing: readonly string[]): Diagnostic {
  return fault('own/incomplete-module', `"${name}" is no whole module: ${missing.join('; ')}`, {
    span: findExport(file, name),
  });
}

/** What stands against the schemas of a module, such as a pattern that is none. */
function listSchemaFaults(file: string, { name, params, result }: Module): readonly Diagnostic[] {
  const validator = createValidator();
  return Object.entries({ params, result }).flatMap(([part, schema]) =>
    validator.checkSchema(schema).map(({ path, message, hint }) => {
      const place = [part, ...path.filter((key) => key !== 'properties')].join('.');
      return fault('own/schema', `${place} of "${name}": ${message}`, { span: findNamed(file, name), hint });
    }),
  );
}

/** What stands against the names of modules: those that playbooks have for something else, and one another. */
export function checkNames(
  own: readonly OwnModule[],
  bundled: { has(name: string): boolean },
): readonly Diagnostic[] {
  const taken = new Map<string, OwnModule>();
  return own.flatMap((one) => {
    const { name } = one.module;
    const span = findNamed(one.file, name);
    const first = taken.get(name);
    taken.set(name, first ?? one);
    if (first) {
      const { file, line, column } = findNamed(first.file, name);
      return [
        fault('own/same-name', `module "${name}" is there already, in ${file}:${line}:${column}`, { span }),
      ];
    }
    if (name in TASK_KEYWORDS || name in BLOCK_KEYWORDS) {
      return [fault('own/keyword', `"${name}" is a word of every task, not a name for a module`, { span })];
    }
    if (!bundled.has(name)) return [];
    const hint = 'playbooks would mean another module than they say; give it a name of its own';
    return [fault('own/bundled-name', `module "${name}" is one of k3play's own`, { span, hint })];
  });
}
