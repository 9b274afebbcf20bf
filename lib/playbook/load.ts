import { dirname, relative, resolve } from 'node:path';
import { DiagnosticsError, type Diagnostic } from '../core/diagnostic.ts';
import type { Inventory } from '../inventory/model.ts';
import type { ObjectSchema } from '../schema/build.ts';
import { createValidator } from '../schema/validate.ts';
import { compileTemplateFile } from '../template/compile.ts';
import type { Compiled } from '../template/compiled.ts';
import { checkHandlers } from './check-handlers.ts';
import { checkNames } from './check-names.ts';
import { checkUsersAndHosts } from './check-become.ts';
import type { Reading } from './draft.ts';
import { Faults } from './faults.ts';
import type { ModuleTable, Playbook } from './model.ts';
import { readPlaybookFile } from './read-file.ts';

export interface LoadPlaybookOptions {
  readonly modules: ModuleTable;
  /** Without it, names that only an inventory can give are warnings, and hosts are not looked up. */
  readonly inventory?: Inventory | undefined;
  /** What facts there are; without it, fields of `facts` are not checked. */
  readonly facts?: ObjectSchema | undefined;
  /** Where bundled templates are. */
  readonly templateFolders: readonly string[];
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
  const reading: Reading = {
    modules: options.modules,
    inventory: options.inventory,
    facts: options.facts,
    templateFolders: options.templateFolders,
    validator: createValidator(),
    faults,
    template: compileOnce(faults),
    nameFile: (name) => relative(dirname(resolve(file)), resolve(name)),
    ids: new Set(),
  };
  const drafts = await readPlaybookFile(file, reading, { inputs: {}, trail: [] });
  for (const draft of drafts) {
    checkHandlers(draft, faults);
    checkUsersAndHosts(draft, reading);
  }
  checkNames(drafts, reading);
  const told = faults.list();
  if (told.some(({ severity }) => severity === 'error')) throw new DiagnosticsError(told);
  return { file, plays: drafts.map(({ play }) => play), warnings: told };
}

function compileOnce(faults: Faults): Reading['template'] {
  const compiled = new Map<string, Promise<Compiled<string> | undefined>>();
  return (file) => {
    const known = compiled.get(file) ?? faults.attemptLater(() => compileTemplateFile(file));
    compiled.set(file, known);
    return known;
  };
}
