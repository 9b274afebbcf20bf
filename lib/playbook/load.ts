import { dirname, relative, resolve } from 'node:path';
import { DiagnosticsError, type Diagnostic } from '../core/diagnostic.ts';
import { describeSpan, fillLookups } from '../inventory/lookups/fill.ts';
import type { Lookups } from '../inventory/lookups/lookups.ts';
import { mayLookUpInPlay } from '../inventory/lookups/places.ts';
import type { Inventory } from '../inventory/model.ts';
import type { ObjectSchema } from '../schema/build.ts';
import { createValidator } from '../schema/validate.ts';
import { loadDocument, type SourceDocument } from '../source/document.ts';
import type { Path } from '../source/positions.ts';
import { compileTemplateFile } from '../template/compile.ts';
import { BUNDLED, type Language } from '../template/language.ts';
import { checkAsync } from './check-async.ts';
import { checkEarly } from './check-early.ts';
import { checkMeta } from './check-meta.ts';
import { checkNames } from './check-names.ts';
import { checkRings } from './check-rings.ts';
import { checkUsersAndHosts } from './check-become.ts';
import type { Reading } from './draft.ts';
import { Faults } from './faults.ts';
import type { ModuleTable, Playbook } from './model.ts';
import { createPartialFinder } from './lookup.ts';
import { readPlaybookFile } from './read-file.ts';
import { NO_WORDS } from './read-import.ts';

export interface LoadPlaybookOptions {
  readonly modules: ModuleTable;
  /** Without it, names that only an inventory can give are warnings, and hosts are not looked up. */
  readonly inventory?: Inventory | undefined;
  /** What facts there are; without it, fields of `facts` are not checked. */
  readonly facts?: ObjectSchema | undefined;
  /** How values are looked up. Without it nothing is, and null stands there. */
  readonly lookups?: Lookups | undefined;
  /** Where bundled templates are. */
  readonly templateFolders: readonly string[];
  /** Where bundled roles are. */
  readonly roleFolders?: readonly string[] | undefined;
  /** What texts and expressions can call; without it, what k3play brings. */
  readonly language?: Language | undefined;
  /** The playbook itself where it lies in no file; what it names is looked for beside the name it is given. */
  readonly written?: SourceDocument | undefined;
}

/** A playbook that was found right, with what is worth telling all the same. */
export interface LoadedPlaybook extends Playbook {
  readonly warnings: readonly Diagnostic[];
}

/**
 * Loads a playbook with all it imports and checks everything that can be known without a host.
 * Throws DiagnosticsError with all faults of all files, warnings among them.
 */
export async function loadPlaybook(file: string, options: LoadPlaybookOptions): Promise<LoadedPlaybook> {
  const faults = new Faults();
  const failed = new Set<string>();
  const findPartial = createPartialFinder(options);
  const { language = BUNDLED } = options;
  const load = async (path: string, allows: (at: Path) => boolean): Promise<SourceDocument> => {
    const written = path === file ? options.written : undefined;
    const document = written ?? (await loadDocument(path, { lookups: true }));
    const filled = await fillLookups(document, { lookups: options.lookups, allows, marked: true });
    faults.addAll(filled.faults);
    for (const place of filled.failed) failed.add(place);
    return filled.document;
  };
  const reading: Reading = {
    modules: options.modules,
    inventory: options.inventory,
    facts: options.facts,
    templateFolders: options.templateFolders,
    roleFolders: options.roleFolders ?? [],
    validator: createValidator(),
    faults,
    language,
    document: once((path) => faults.attemptLater(() => load(path, mayLookUpInPlay))),
    variables: once((path) => faults.attemptLater(() => load(path, (at) => at.length > 0))),
    template: once((path) => faults.attemptLater(() => compileTemplateFile(path, findPartial, language))),
    nameFile: (name) => relative(dirname(resolve(file)), resolve(name)),
    ids: new Map(),
  };
  const drafts = await readPlaybookFile(file, reading, { inputs: {}, words: NO_WORDS, trail: [] });
  for (const draft of drafts) {
    checkMeta(draft, faults);
    checkAsync(draft, faults);
    checkUsersAndHosts(draft, reading);
  }
  checkNames(drafts, reading);
  checkRings(drafts, reading);
  checkEarly(drafts, reading);
  // Where nothing was found, that alone is told.
  const told = faults
    .list()
    .filter(({ code, span }) => code.startsWith('lookup/') || !span || !failed.has(describeSpan(span)));
  if (told.some(({ severity }) => severity === 'error')) throw new DiagnosticsError(told);
  return { file, plays: drafts.map(({ play }) => play), warnings: told };
}

/** Several files may name the same one. */
function once<T>(load: (file: string) => Promise<T>): (file: string) => Promise<T> {
  const loaded = new Map<string, Promise<T>>();
  return (file) => {
    const known = loaded.get(file) ?? load(file);
    loaded.set(file, known);
    return known;
  };
}
