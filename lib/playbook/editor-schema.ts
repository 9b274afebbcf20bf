import type { TSchema } from '../schema/build.ts';
import { exportSchema } from '../schema/export.ts';
import { BLOCK_KEYWORDS, INCLUDE_KEYWORDS } from './keywords/group.ts';
import { PLAY_KEYWORDS } from './keywords/play.ts';
import { ROLE_KEYWORDS, ROLE_PARAMS, ROLE_TASK_KEYWORDS } from './keywords/role.ts';
import { HANDLER_KEYWORDS, TASK_KEYWORDS } from './keywords/task.ts';
import type { ModuleTable } from './model.ts';

type Properties = Readonly<Record<string, unknown>>;

/** JSON Schema of playbooks, for editors: keywords, and the params of these modules. */
export function buildPlaybookSchema(modules: ModuleTable): unknown {
  const params = Object.fromEntries(
    [...modules.values()].map(({ name, params }) => [nameDefinition(name), describeParams(params)]),
  );
  const plays = { type: 'array', items: { $ref: '#/definitions/play' } };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Playbook of k3play',
    definitions: {
      play: describePlay(),
      task: describeTask(modules),
      handler: describeHandler(modules),
      ...params,
    },
    anyOf: [
      plays,
      {
        type: 'object',
        additionalProperties: false,
        required: ['plays'],
        properties: { inputs: describeKeyword('inputs', PLAY_KEYWORDS.inputs), plays },
      },
    ],
  };
}

function describePlay(): unknown {
  const imported = { type: 'string', minLength: 1, description: 'A playbook whose plays come here.' };
  return {
    type: 'object',
    additionalProperties: false,
    properties: { ...describeKeywords(PLAY_KEYWORDS), import: imported, import_playbook: imported },
    oneOf: ['hosts', 'import', 'import_playbook'].map((name) => ({ required: [name] })),
  };
}

/** A task, a block, or what stands for the tasks of a file or a role. */
function describeTask(modules: ModuleTable): unknown {
  const keywords = { ...ROLE_TASK_KEYWORDS, ...INCLUDE_KEYWORDS, ...BLOCK_KEYWORDS, ...TASK_KEYWORDS };
  return describeEntry(keywords, { modules, words: [...INCLUDES, 'import_role', 'include_role', 'block'] });
}

function describeHandler(modules: ModuleTable): unknown {
  return describeEntry({ ...INCLUDE_KEYWORDS, ...HANDLER_KEYWORDS }, { modules, words: INCLUDES });
}

const INCLUDES = ['import_tasks', 'include_tasks'];

function describeEntry(
  keywords: Readonly<Record<string, TSchema>>,
  { modules, words }: { readonly modules: ModuleTable; readonly words: readonly string[] },
): unknown {
  const actions = Object.fromEntries(
    [...modules.keys()].map((name) => [name, { $ref: `#/definitions/${nameDefinition(name)}` }]),
  );
  return {
    type: 'object',
    additionalProperties: false,
    properties: { ...describeKeywords(keywords), ...actions },
    oneOf: [...words, ...modules.keys()].map((name) => ({ required: [name] })),
  };
}

function nameDefinition(module: string): string {
  return `module-${module}`;
}

/** Params as a task has them: a module that needs none may be named alone. */
function describeParams(params: TSchema): unknown {
  const exported = exportSchema(params, { templates: true }) as { anyOf?: readonly Properties[] };
  const needs = [exported, ...(exported.anyOf ?? [])].some((form) => 'required' in form || 'oneOf' in form);
  return needs ? exported : { anyOf: [exported, { type: 'null' }] };
}

const LISTS_OF_TASKS: ReadonlySet<string> = new Set([
  ...['pre_tasks', 'tasks', 'post_tasks'],
  ...['block', 'rescue', 'always'],
]);

function describeKeywords(keywords: Readonly<Record<string, TSchema>>): Properties {
  return Object.fromEntries(
    Object.entries(keywords).map(([name, schema]) => [name, describeKeyword(name, schema)]),
  );
}

function describeKeyword(name: string, schema: TSchema): unknown {
  const exported = exportSchema(schema) as Properties;
  if (LISTS_OF_TASKS.has(name)) return { ...exported, items: { $ref: '#/definitions/task' } };
  if (name === 'handlers') return { ...exported, items: { $ref: '#/definitions/handler' } };
  if (name === 'roles') return { ...exported, items: describeNamed(ROLE_KEYWORDS, 'role') };
  if (INCLUDES.includes(name)) return { ...exported, ...describeNamed({ file: ROLE_PARAMS.name }, 'file') };
  if (name.endsWith('_role')) return { ...exported, ...describeNamed(ROLE_PARAMS, 'name') };
  return exported;
}

/** A name, or a map that has it under a key. */
function describeNamed(keywords: Readonly<Record<string, TSchema>>, key: string): Properties {
  const properties = describeKeywords(keywords);
  const map = { type: 'object', additionalProperties: false, properties, required: [key] };
  return { anyOf: [{ type: 'string', minLength: 1 }, map] };
}
