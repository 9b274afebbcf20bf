import type { TSchema } from '../schema/build.ts';
import { exportSchema } from '../schema/export.ts';
import { BLOCK_KEYWORDS, PLAY_KEYWORDS, TASK_KEYWORDS } from './keywords.ts';
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
    definitions: { play: describePlay(), task: describeTask(modules), ...params },
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
    properties: { ...describeKeywords(PLAY_KEYWORDS), import: imported },
    oneOf: [{ required: ['hosts'] }, { required: ['import'] }],
  };
}

/** A task or a block. */
function describeTask(modules: ModuleTable): unknown {
  const actions = Object.fromEntries(
    [...modules.keys()].map((name) => [name, { $ref: `#/definitions/${nameDefinition(name)}` }]),
  );
  return {
    type: 'object',
    additionalProperties: false,
    properties: { ...describeKeywords(BLOCK_KEYWORDS), ...describeKeywords(TASK_KEYWORDS), ...actions },
    oneOf: ['block', ...modules.keys()].map((name) => ({ required: [name] })),
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

const LISTS_OF_TASKS: ReadonlySet<string> = new Set(['tasks', 'handlers', 'block', 'rescue', 'always']);

function describeKeywords(keywords: Readonly<Record<string, TSchema>>): Properties {
  return Object.fromEntries(
    Object.entries(keywords).map(([name, schema]) => [name, describeKeyword(name, schema)]),
  );
}

function describeKeyword(name: string, schema: TSchema): unknown {
  const exported = exportSchema(schema) as Properties;
  return LISTS_OF_TASKS.has(name) ? { ...exported, items: { $ref: '#/definitions/task' } } : exported;
}
