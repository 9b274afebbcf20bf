import type { Inventory } from '../inventory/model.ts';
import { t } from '../schema/build.ts';
import { awaitedResults } from './awaited-names.ts';
import type { Known, PlayDraft, Reading, TaskDraft } from './draft.ts';
import { schemaOfInputs } from './declare-inputs.ts';
import { ANYTHING, knownFields } from './known.ts';
import type { ModuleInfo, Play } from './model.ts';

/** What the engine adds to every result. */
const OWN_FIELDS = {
  changed: t.Boolean({ description: 'Whether the task changed something.' }),
  failed: t.Boolean({ description: 'Whether the task failed.' }),
  skipped: t.Boolean({ description: 'Whether its condition did not hold.' }),
  unknown: t.Boolean({ description: 'Whether check mode cannot know what it would do.' }),
};

const HOST = knownFields({
  name: t.String({ description: 'Name in the inventory.' }),
  address: t.String({ description: 'Where it is reached.' }),
  groups: t.Array(t.String({ description: 'Name of a group.' }), { description: 'Its groups.' }),
});

const NAMES = t.Array(t.String({ description: 'Name of a host.' }), { description: 'Hosts of the group.' });

/** What a name may stand for; several where it was registered more than once. */
export interface Scope {
  get(name: string): readonly Known[] | undefined;
  keys(): Iterable<string>;
}

/** A scope with more names before it. Nothing is copied: a playbook has many tasks and many names. */
export function withNames(scope: Scope, names: Readonly<Record<string, readonly Known[]>>): Scope {
  return {
    get: (name) => (Object.hasOwn(names, name) ? names[name] : scope.get(name)),
    keys: () => [...Object.keys(names), ...scope.keys()],
  };
}

/** The names every template sees, before anything was registered. */
export function baseScope({ facts, inventory }: Reading): Map<string, readonly Known[]> {
  const names = new Map<string, readonly Known[]>();
  for (const name of variableNames(inventory)) names.set(name, [ANYTHING]);
  const perHost = { additionalProperties: true, properties: { facts: facts ?? ANYTHING, host: HOST } };
  names.set('facts', [facts ?? ANYTHING]);
  names.set('groups', [inventory ? knownFields(mapKeys(Object.keys(inventory.groups), NAMES)) : ANYTHING]);
  names.set('hostvars', [inventory ? knownFields(mapKeys([...inventory.hosts.keys()], perHost)) : ANYTHING]);
  names.set('host', [HOST]);
  names.set('check_mode', [t.Boolean({ description: 'Whether this is a dry run.' })]);
  return names;
}

function mapKeys(names: readonly string[], schema: unknown = ANYTHING): Readonly<Record<string, unknown>> {
  return Object.fromEntries(names.map((name) => [name, schema]));
}

export function variableNames(inventory: Inventory | undefined): ReadonlySet<string> {
  return new Set([...(inventory?.hosts.values() ?? [])].flatMap((host) => Object.keys(host.vars)));
}

/** Adds what a play gives to all of its tasks. */
export function enterPlay(
  scope: ReadonlyMap<string, readonly Known[]>,
  { inputs, vars }: Pick<Play, 'inputs' | 'vars'>,
): Map<string, readonly Known[]> {
  const names = new Map(scope);
  for (const name of Object.keys(vars)) names.set(name, [ANYTHING]);
  names.set('inputs', [schemaOfInputs(inputs)]);
  return names;
}

/** Adds what a task leaves to the tasks after it; `all` are those of its play. */
export function leaveTask(
  names: Map<string, readonly Known[]>,
  draft: TaskDraft,
  all: readonly TaskDraft[],
): void {
  const { task, sets } = draft;
  for (const name of sets) names.set(name, [ANYTHING]);
  if (task.register === undefined) return;
  names.set(task.register, [...(names.get(task.register) ?? []), ...resultsOf(draft, all)]);
}

function resultsOf(draft: TaskDraft, all: readonly TaskDraft[]): readonly Known[] {
  const { task, module } = draft;
  if (module?.name !== 'await') return [module ? resultOf(module, task.loop !== undefined) : ANYTHING];
  return awaitedResults(draft, (name) => {
    const starters = all.filter((one) => one.task.async === name);
    return starters.length === 0 ? [ANYTHING] : starters.flatMap((one) => resultsOf(one, []));
  });
}

/** The tasks that register or set a name, wherever they are. */
export function findMakers(plays: readonly PlayDraft[]): ReadonlyMap<string, TaskDraft> {
  const makers = new Map<string, TaskDraft>();
  for (const draft of plays.flatMap(({ tasks, handlers }) => [...tasks, ...handlers])) {
    for (const name of [draft.task.register, ...draft.sets]) if (name !== undefined) makers.set(name, draft);
  }
  return makers;
}

/** What a registered name holds: the module's own fields and the engine's; of a loop, a list of these. */
export function resultOf({ result }: ModuleInfo, looped: boolean): Known {
  const message = t.String({ description: 'Why it failed.' });
  const one = { ...result, properties: { message, ...result.properties, ...OWN_FIELDS } };
  return looped ? knownFields({ ...OWN_FIELDS, results: { type: 'array', items: one } }) : one;
}
