import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DiagnosticsError, describeDiagnostic, fault, type Diagnostic } from '../core/diagnostic.ts';
import { loadInventory } from '../inventory/load.ts';
import type { Inventory } from '../inventory/model.ts';
import { selectHosts } from '../inventory/pattern.ts';
import { FactsSchema } from '../modules/facts.ts';
import { modules } from '../modules/index.ts';
import { checkRequirements } from '../playbook/check-requirements.ts';
import { wantsCertificates } from '../playbook/inputs-marks.ts';
import { resolveInputs, type ResolvedInputs } from '../playbook/inputs.ts';
import { loadPlaybook, type LoadedPlaybook } from '../playbook/load.ts';
import type { InputsSchema, Play, Playbook } from '../playbook/model.ts';
import { createValidator, type SchemaValidator } from '../schema/validate.ts';
import { createGeneratedSecrets, type GeneratedSecrets } from '../secrets/generated.ts';
import { readKept } from './read-kept.ts';
import { packageRoot } from './package-root.ts';
import { placeSecrets } from './secrets-place.ts';

export interface ProjectRequest {
  readonly playbooks: readonly string[];
  readonly inventory: string;
  readonly extraVars: Readonly<Record<string, unknown>>;
  /** Whether secrets made now are kept; a dry run keeps nothing. */
  readonly persist: boolean;
  /** The identity file of the command line. */
  readonly identity: string | undefined;
  /** Whether made-up secrets will do where there is no identity to read the kept ones with. */
  readonly standIns: boolean;
}

/** Everything a run needs that can be known without a host. */
export interface Project {
  readonly inventory: Inventory;
  readonly playbooks: readonly Playbook[];
  readonly validator: SchemaValidator;
  readonly generated: GeneratedSecrets;
  inputsOf(play: Play, host: string): Readonly<Record<string, unknown>>;
}

export function templateFolders(): readonly string[] {
  return [join(packageRoot(), 'templates')];
}

/** Loads and checks all files of a run. Throws DiagnosticsError with every fault there is. */
export async function loadProject(request: ProjectRequest): Promise<Project> {
  const faults: Diagnostic[] = [];
  const { extraVars } = request;
  const place = placeSecrets(request.inventory, request.identity);
  const kept = await collect(faults, () => readKept(place, request));
  const secrets = kept?.missing ? undefined : kept?.file.secrets;
  const inventory = await collect(faults, () => loadInventory(request.inventory, { extraVars, secrets }));
  const playbooks: Playbook[] = [];
  for (const name of request.playbooks) {
    const playbook = await collect(faults, () => loadNamed(name, inventory));
    if (!playbook) continue;
    playbooks.push(playbook);
    faults.push(...playbook.warnings);
  }
  if (!inventory || !kept) throw new DiagnosticsError(faults);
  if (kept.missing) {
    const message = `${kept.missing.message}: made-up ones stand in for them`;
    faults.push({ ...kept.missing, message, severity: 'warning' });
  }
  const validator = createValidator();
  const generated = await createGeneratedSecrets(place, kept.file, {
    persist: request.persist,
    certificates: playbooks.some(({ plays }) => plays.some(({ inputs }) => wantsCertificates(inputs))),
  });
  const inputs = resolveAllInputs(playbooks, inventory, { ...request, generated, validator });
  faults.push(...inputs.diagnostics);
  if (!hasErrors(faults)) {
    const plays = playbooks.flatMap((playbook) => playbook.plays);
    faults.push(...checkRequirements(plays, { inventory, extraVars, inputsOf: inputs.inputsOf }));
  }
  if (hasErrors(faults)) throw new DiagnosticsError(faults);
  for (const warning of faults) process.stderr.write(`${describeDiagnostic(warning)}\n`);
  return { inventory, playbooks, validator, generated, inputsOf: inputs.inputsOf };
}

function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === 'error');
}

export async function loadNamed(name: string, inventory: Inventory | undefined): Promise<LoadedPlaybook> {
  return loadPlaybook(findPlaybook(name), {
    modules,
    inventory,
    facts: FactsSchema,
    templateFolders: templateFolders(),
  });
}

/** A file of that name, or the bundled playbook. */
function findPlaybook(name: string): string {
  if (existsSync(name)) return name;
  const bundled = join(packageRoot(), 'playbooks', name);
  const isBundledName = !name.includes('/') && !name.includes('..');
  if (isBundledName && existsSync(bundled)) return bundled;
  throw new DiagnosticsError([
    fault('playbook/not-found', `there is no playbook ${name}, neither here nor among the bundled ones`),
  ]);
}

async function collect<T>(faults: Diagnostic[], load: () => Promise<T>): Promise<T | undefined> {
  try {
    return await load();
  } catch (error) {
    if (!(error instanceof DiagnosticsError)) throw error;
    faults.push(...error.diagnostics);
    return undefined;
  }
}

/** Plays of one file share their inputs; equal declarations are resolved once, for the hosts of all of them. */
function resolveAllInputs(
  playbooks: readonly Playbook[],
  inventory: Inventory,
  options: ProjectRequest & { readonly generated: GeneratedSecrets; readonly validator: SchemaValidator },
): Pick<Project, 'inputsOf'> & { readonly diagnostics: readonly Diagnostic[] } {
  const keys = new Map<InputsSchema, string>();
  const keyOf = (inputs: InputsSchema): string => {
    const key = keys.get(inputs) ?? JSON.stringify(inputs);
    keys.set(inputs, key);
    return key;
  };
  const groups = new Map<string, { readonly inputs: InputsSchema; readonly hosts: Set<string> }>();
  for (const { inputs, hosts } of playbooks.flatMap(({ plays }) => plays)) {
    const group = groups.get(keyOf(inputs)) ?? { inputs, hosts: new Set() };
    groups.set(keyOf(inputs), group);
    for (const host of selectHosts(hosts, inventory).hosts) group.hosts.add(host);
  }
  const resolved = new Map<string, ResolvedInputs>();
  for (const [key, { inputs, hosts }] of groups) {
    resolved.set(key, resolveInputs(inputs, inventory, { ...options, hosts: [...hosts] }));
  }
  return {
    diagnostics: [...resolved.values()].flatMap(({ diagnostics }) => diagnostics),
    inputsOf: (play, host) => resolved.get(keyOf(play.inputs))?.inputsOf(host) ?? {},
  };
}
