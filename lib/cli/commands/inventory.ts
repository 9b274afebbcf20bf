import { DiagnosticsError, fault } from '../../core/diagnostic.ts';
import { hintNearest } from '../../core/nearest.ts';
import { explainVariable, type Explanation } from '../../inventory/explain.ts';
import { loadInventory } from '../../inventory/load.ts';
import { createLookups } from '../../inventory/lookups/lookups.ts';
import type { Host, Inventory } from '../../inventory/model.ts';
import { explainInPlays } from '../../playbook/explain-play.ts';
import { keepSecrets } from '../../secrets/keep-secrets.ts';
import { createRedactor, type Redactor } from '../../secrets/redactor.ts';
import type { Secrets } from '../../secrets/secrets-text.ts';
import { parseExtraVars } from '../extra-vars.ts';
import { keepSecretsOf } from '../keep-secrets.ts';
import { lookUp } from '../lookups/look-up.ts';
import { loadLanguageIn } from '../own-code.ts';
import { loadProject } from '../project.ts';
import { readKept } from '../read-kept.ts';
import { placeSecrets } from '../secrets-place.ts';
import { tellWarnings } from '../warnings.ts';
import { describeExplanation } from './inventory-explain.ts';
import { drawTree, listGroups } from './inventory-tree.ts';

export interface InventoryFlags {
  readonly inventory: readonly string[];
  readonly identity?: string;
  readonly host?: string;
  readonly explain?: string;
  readonly graph: boolean;
  readonly json: boolean;
  readonly extraVars?: readonly string[];
}

/** Shows hosts, groups and variables; secrets print as a mask. */
export async function inventoryCommand(playbooks: readonly string[], flags: InventoryFlags): Promise<void> {
  process.stdout.write(await describeInventory(playbooks, flags));
}

/** What the command prints. */
export async function describeInventory(
  playbooks: readonly string[],
  flags: InventoryFlags,
): Promise<string> {
  const { inventory, redactor, explain } = await loadShown(playbooks, flags);
  const describe = (value: unknown): string => `${JSON.stringify(redactor.redactValue(value), null, 2)}\n`;
  if (flags.explain !== undefined) {
    if (flags.host === undefined) throw refuse('--explain tells of one host', 'say which: --host NAME');
    const explanation = explain(findHost(flags.host, inventory), flags.explain);
    if (explanation.places.length === 0) throw refuseUnknown(explanation, inventory);
    return flags.json ? describe(explanation) : describeExplanation(explanation, redactor);
  }
  if (flags.host !== undefined) return describe(describeHost(findHost(flags.host, inventory)));
  if (flags.json) return describe(describeAll(inventory));
  return flags.graph ? drawTree(inventory) : listGroups(inventory);
}

interface Shown {
  readonly inventory: Inventory;
  /** Knows what the inventory names as secret, passwords of connections, and what playbooks take as secret. */
  readonly redactor: Redactor;
  /** With the places of the playbooks, if any. */
  readonly explain: (host: Host, variable: string) => Explanation;
}

async function loadShown(playbooks: readonly string[], flags: InventoryFlags): Promise<Shown> {
  const extraVars = await parseExtraVars(flags.extraVars ?? []);
  const redactor = createRedactor();
  if (playbooks.length > 0) {
    const { identity } = flags;
    const request = { playbooks, inventory: flags.inventory, extraVars, identity };
    const project = await loadProject({ ...request, persist: false, standIns: true });
    keepSecretsOf(project, redactor);
    const plays = project.playbooks.flatMap((playbook) => playbook.plays);
    const explain = (host: Host, variable: string): Explanation =>
      explainInPlays(explainVariable(host, variable), plays, { ...project, extraVars });
    return { inventory: project.inventory, redactor, explain };
  }
  const read = async (): Promise<Secrets | undefined> => {
    const place = placeSecrets(flags.inventory, flags.identity);
    const { file, missing } = await readKept(place, { standIns: true });
    return missing ? undefined : file.secrets;
  };
  const lookups = createLookups(lookUp, { read, inventory: flags.inventory.join(', ') });
  const inventory = await loadInventory(flags.inventory, {
    extraVars,
    lookups,
    loadLanguage: loadLanguageIn,
  });
  for (const secret of lookups.secrets) redactor.add(secret);
  tellWarnings(inventory.warnings);
  if (flags.host !== undefined || flags.json) {
    for (const host of inventory.hosts.values()) keepSecrets(host.connection, redactor);
  }
  return { inventory, redactor, explain: explainVariable };
}

function findHost(name: string, { hosts, file }: Inventory): Host {
  const host = hosts.get(name);
  if (host) return host;
  throw refuse(`${file} has no host "${name}"`, hintNearest(name, hosts.keys()));
}

function refuseUnknown({ host, variable }: Explanation, { hosts }: Inventory): DiagnosticsError {
  const hint =
    hintNearest(variable, Object.keys(hosts.get(host)?.vars ?? {})) ??
    'name a playbook as well, to look there';
  const message = `no place gives "${variable}" to the host "${host}"`;
  return new DiagnosticsError([fault('inventory/unknown-variable', message, { hint })]);
}

function refuse(message: string, hint: string | undefined): DiagnosticsError {
  return new DiagnosticsError([fault('inventory/unknown-host', message, { hint })]);
}

function describeHost({ name, groups, vars, connection }: Host): unknown {
  return { name, groups, connection, vars };
}

function describeAll({ groups, children, hosts }: Inventory): unknown {
  const described = [...hosts.values()].map((host) => [host.name, describeHost(host)]);
  return { groups, children, hosts: Object.fromEntries(described) as unknown };
}
