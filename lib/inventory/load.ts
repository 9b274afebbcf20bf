import { DiagnosticsError, warning, type Diagnostic } from '../core/diagnostic.ts';
import { hintNearest } from '../core/nearest.ts';
import type { Secret } from '../core/secret.ts';
import { isPlainMap } from '../schema/examine.ts';
import type { SourceDocument } from '../source/document.ts';
import type { Language } from '../template/language.ts';
import { warnOfDifferences } from './ansible/differences.ts';
import { checkInventory } from './check.ts';
import { constructGroups } from './constructed.ts';
import { buildHosts } from './hosts.ts';
import type { Inventory } from './model.ts';
import { dropOfData, lookUpAll, type LookedUp } from './lookups/in-inventory.ts';
import type { Lookups } from './lookups/lookups.ts';
import { fillSecrets, type KeptSecrets } from './named-secrets.ts';
import type { InventoryPart, SourceReading, VarsFile } from './part.ts';
import { LOCALHOST } from './pattern.ts';
import { readShape } from './shape.ts';
import { loadSources } from './sources/load.ts';
import { checkVarsFiles, type VarsReading } from './vars-files.ts';
import { loadVarsFolders } from './vars-folders.ts';

export interface LoadInventoryOptions {
  /** Variables of the command line; nearest of all, for every host. */
  readonly extraVars?: Readonly<Record<string, unknown>> | undefined;
  /** What `!secret name` stands for. Without it something else stands there, which opens nothing. */
  readonly secrets?: KeptSecrets | undefined;
  /** How values are looked up. Without it nothing is, and null stands there. */
  readonly lookups?: Lookups | undefined;
  /** Folders of the playbooks, whose `group_vars` and `host_vars` count as well. */
  readonly playbookFolders?: readonly string[] | undefined;
  /** What expressions can call, by the filters beside some folders; without it, what k3play brings. */
  readonly loadLanguage?: ((folders: readonly string[]) => Promise<KnownLanguage>) | undefined;
}

interface KnownLanguage {
  readonly language: Language;
  /** What is wrong with the user's own filters. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads an inventory: files of ours or of Ansible's, programs that print one, folders of these; later ones add
 * to earlier ones. Throws DiagnosticsError with every fault of all of them.
 */
export async function loadInventory(
  names: string | readonly string[],
  options: LoadInventoryOptions = {},
): Promise<Inventory> {
  const named = typeof names === 'string' ? [names] : names;
  const { sources, folders } = await loadSources(named);
  const files = await loadVarsFolders({ inventory: folders, playbook: options.playbookFolders ?? [] });
  const found = await lookUpAll({ sources, files }, options.lookups);
  const hasExpressions = sources.some(
    ({ document: { value } }) => isPlainMap(value) && 'constructed' in value,
  );
  const known = hasExpressions ? await options.loadLanguage?.(folders) : undefined;
  return buildInventory({ name: named.join(', '), ...found, known }, options);
}

/** The inventory in a parsed document. Throws DiagnosticsError with every fault of it. */
export function readInventory(document: SourceDocument, options: LoadInventoryOptions = {}): Inventory {
  const sources = [{ document, dialect: 'own', warnings: [] } as const];
  return buildInventory({ name: document.file, sources, files: [] }, options);
}

interface Read {
  readonly name: string;
  readonly sources: readonly SourceReading[];
  readonly files: readonly VarsReading[];
  readonly lookedUp?: LookedUp;
  readonly known?: KnownLanguage | undefined;
}

function buildInventory(
  { name, sources, files, lookedUp, known }: Read,
  { extraVars = {}, secrets: kept }: LoadInventoryOptions,
): Inventory {
  const named = new Set<Secret>();
  const faults: Diagnostic[] = [
    ...sources.flatMap(({ warnings }) => warnings),
    ...(lookedUp?.faults ?? []),
    ...(known?.diagnostics ?? []),
  ];
  const fill = (document: SourceDocument): SourceDocument => {
    const filled = fillSecrets(document, { kept, inventory: name });
    for (const secret of filled.secrets) named.add(secret);
    faults.push(...filled.faults);
    return filled.document;
  };

  const parts: InventoryPart[] = [];
  for (const { document: source, dialect } of sources) {
    const document = fill(source);
    const shape = readShape(document, { translated: dialect === 'ansible', alone: sources.length === 1 });
    faults.push(...shape.diagnostics);
    if (shape.entry) parts.push({ document, dialect, entry: shape.entry });
  }
  if (parts.length > 0) faults.push(...checkInventory(parts, { whole: !hasErrors(faults) }));
  const varsFiles = checkVarsFiles(
    files.map((file) => ({ ...file, document: fill(file.document) })),
    faults,
  );
  if (lookedUp) dropOfData(faults, lookedUp);
  if (parts.length === 0 || hasErrors(faults)) throw new DiagnosticsError(sortByPlace(faults));

  const written = buildHosts(parts, { extraVars, varsFiles, constructed: new Map() });
  const constructed = constructGroups(parts, written, known?.language);
  const built =
    constructed.groups.size === 0
      ? written
      : buildHosts(parts, { extraVars, varsFiles, constructed: constructed.groups });
  faults.push(...constructed.diagnostics, ...warnOfUnknownNames(varsFiles, built));
  faults.push(...warnOfDifferences(parts, varsFiles));
  if (hasErrors(faults)) throw new DiagnosticsError(sortByPlace(faults));
  return { file: name, secrets: [...named], warnings: sortByPlace(faults), ...built };
}

function warnOfUnknownNames(
  files: readonly VarsFile[],
  { groups, hosts }: Pick<Inventory, 'groups' | 'hosts'>,
): Diagnostic[] {
  return files.flatMap(({ of, name, document }) => {
    if (of === 'group' ? Object.hasOwn(groups, name) : hosts.has(name) || name === LOCALHOST) return [];
    const known = of === 'group' ? Object.keys(groups) : hosts.keys();
    const hint = hintNearest(name, known) ?? `so nobody has what ${document.file} says`;
    const span = { file: document.file, line: 1, column: 1 };
    return [warning(`inventory/unknown-${of}`, `no ${of} is called "${name}"`, { span, hint })];
  });
}

function hasErrors(faults: readonly Diagnostic[]): boolean {
  return faults.some(({ severity }) => severity === 'error');
}

/** Files stay in the order they were read. */
function sortByPlace(faults: readonly Diagnostic[]): Diagnostic[] {
  const files = [...new Set(faults.map(({ span }) => span?.file))];
  const order = new Map(files.map((file, index) => [file, index]));
  return [...faults].sort(
    (a, b) =>
      (order.get(a.span?.file) ?? 0) - (order.get(b.span?.file) ?? 0) ||
      (a.span?.line ?? 0) - (b.span?.line ?? 0) ||
      (a.span?.column ?? 0) - (b.span?.column ?? 0),
  );
}
