import { dirname, join } from 'node:path';
import { describeDiagnostic, DiagnosticsError, type Diagnostic } from '../core/diagnostic.ts';
import type { Secret } from '../core/secret.ts';
import { loadInventory } from '../inventory/load.ts';
import { createLookups, type Lookups } from '../inventory/lookups/lookups.ts';
import type { Inventory } from '../inventory/model.ts';
import { FactsSchema } from '../modules/facts.ts';
import type { Module } from '../modules/define.ts';
import { checkRequirements } from '../playbook/check-requirements.ts';
import { wantsCertificates } from '../playbook/inputs-marks.ts';
import { loadPlaybook, type LoadedPlaybook, type LoadPlaybookOptions } from '../playbook/load.ts';
import type { ModuleTable, Play, Playbook } from '../playbook/model.ts';
import { createValidator, type SchemaValidator } from '../schema/validate.ts';
import { createGeneratedSecrets, type GeneratedSecrets } from '../secrets/generated.ts';
import type { SourceDocument } from '../source/document.ts';
import type { Language } from '../template/language.ts';
import { lookUp } from './lookups/look-up.ts';
import { readKept } from './read-kept.ts';
import { loadLanguageIn, loadModulesIn, withoutEchoes } from './own-code.ts';
import { packageRoot } from './package-root.ts';
import { findPlaybook, lookForPlaybook } from './playbook-file.ts';
import { resolveAllInputs } from './project-inputs.ts';
import { placeSecrets } from './secrets-place.ts';
import { tellWarnings } from './warnings.ts';

/** Playbooks as the command line has them. */
export interface WantedPlaybooks {
  /** Files here, or names of bundled ones. */
  readonly playbooks: readonly string[];
  /** One in no file, which belongs to the folder that one is in. */
  readonly written?: ((modules: ModuleTable) => SourceDocument) | undefined;
}

export interface ProjectRequest extends WantedPlaybooks {
  /** What `-i` names, in its order. */
  readonly inventory: readonly string[];
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
  /** The bundled ones and the user's own. */
  readonly modules: ReadonlyMap<string, Module>;
  /** With the user's own filters. */
  readonly language: Language;
  readonly validator: SchemaValidator;
  readonly generated: GeneratedSecrets;
  /** Secrets that were looked up. */
  readonly lookedUp: readonly Secret[];
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
  const playbookFolders = listFolders(request);
  const lookups = createLookups(lookUp, {
    read: () => Promise.resolve(secrets),
    inventory: request.inventory.join(', '),
  });
  const inventory = await collect(faults, () =>
    loadInventory(request.inventory, {
      ...{ extraVars, secrets, lookups, playbookFolders },
      loadLanguage: loadLanguageIn,
    }),
  );
  faults.push(...(inventory?.warnings ?? []));
  const { playbooks, modules, language, diagnostics } = await loadAll(request, inventory, lookups);
  // Filters beside the inventory are beside the playbook as well, as a rule.
  const told = new Set(faults.map(describeDiagnostic));
  faults.push(...diagnostics.filter((one) => !told.has(describeDiagnostic(one))));
  // Without the inventory nobody knows which names there are.
  if (!inventory) throw new DiagnosticsError(faults.filter(({ code }) => code !== 'playbook/undefined'));
  if (!kept) throw new DiagnosticsError(faults);
  if (kept.missing) {
    const message = `${kept.missing.message}: made-up ones stand in for them`;
    faults.push({ ...kept.missing, message, severity: 'warning' });
  }
  const validator = createValidator();
  const generated = await createGeneratedSecrets(place, kept.file, {
    persist: request.persist,
    certificates: playbooks.some(({ plays }) => plays.some(({ inputs }) => wantsCertificates(inputs))),
  });
  const options = { ...request, generated, validator };
  const inputs = await collect(faults, () => resolveAllInputs(playbooks, inventory, options));
  if (!inputs) throw new DiagnosticsError(faults);
  faults.push(...inputs.diagnostics);
  if (!hasErrors(faults)) {
    const plays = playbooks.flatMap((playbook) => playbook.plays);
    faults.push(...checkRequirements(plays, { inventory, extraVars, inputsOf: inputs.inputsOf }));
  }
  if (hasErrors(faults)) throw new DiagnosticsError(faults);
  tellWarnings(faults);
  const lookedUp = lookups.secrets;
  const { inputsOf } = inputs;
  return { inventory, playbooks, modules, language, validator, generated, lookedUp, inputsOf };
}

function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === 'error');
}

interface LoadedPlaybooks {
  readonly playbooks: readonly Playbook[];
  readonly modules: ReadonlyMap<string, Module>;
  readonly language: Language;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Playbooks with the modules they can name; without an inventory, what only that can tell goes unchecked, and
 * without `lookups` nothing is looked up.
 */
export async function loadAll(
  wanted: WantedPlaybooks,
  inventory: Inventory | undefined,
  lookups?: Lookups,
): Promise<LoadedPlaybooks> {
  const folders = listFolders(wanted);
  const known = await loadModulesIn(folders);
  const { language, diagnostics: filters } = await loadLanguageIn(folders);
  const options: LoadPlaybookOptions = {
    ...{ inventory, lookups, modules: known.table, language, facts: FactsSchema },
    templateFolders: templateFolders(),
    roleFolders: [join(packageRoot(), 'playbooks', 'roles')],
  };
  const faults: Diagnostic[] = [];
  const playbooks: Playbook[] = [];
  for (const load of listLoads(wanted, options)) {
    const playbook = await collect(faults, load);
    if (!playbook) continue;
    playbooks.push(playbook);
    faults.push(...playbook.warnings);
  }
  const own = { modules: known.diagnostics, filters };
  const diagnostics = [...own.modules, ...own.filters, ...withoutEchoes(faults, own)];
  return { playbooks, modules: known.table, language, diagnostics };
}

function listFolders({ playbooks, written }: WantedPlaybooks): readonly string[] {
  const folders = playbooks.flatMap((name) => lookForPlaybook(name) ?? []).map((file) => dirname(file));
  return written ? [...folders, '.'] : folders;
}

function listLoads(
  { playbooks, written }: WantedPlaybooks,
  options: LoadPlaybookOptions,
): readonly (() => Promise<LoadedPlaybook>)[] {
  const loads = playbooks.map((name) => () => loadPlaybook(findPlaybook(name), options));
  if (!written) return loads;
  const loadWritten = (): Promise<LoadedPlaybook> => {
    const document = written(options.modules);
    return loadPlaybook(document.file, { ...options, written: document });
  };
  return [...loads, loadWritten];
}

async function collect<T>(faults: Diagnostic[], load: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await load();
  } catch (error) {
    if (!(error instanceof DiagnosticsError)) throw error;
    faults.push(...error.diagnostics);
    return undefined;
  }
}
