import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Diagnostic } from '../core/diagnostic.ts';
import * as exports from '../index.ts';
import type { Module } from '../modules/define.ts';
import { modules as bundled } from '../modules/index.ts';
import { loadOwnModules } from '../own/load.ts';
import type { OwnModule } from '../own/modules.ts';
import { noteRead } from '../source/read-log.ts';
import { lookForPlaybook } from './playbook-file.ts';

/** The modules that a playbook can name: the bundled ones, and the user's own beside the playbook. */
export interface KnownModules {
  readonly table: ReadonlyMap<string, Module>;
  readonly own: readonly OwnModule[];
  /** What is wrong with the user's own; the table lacks what could not be loaded. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Those of playbooks as they are named on the command line. */
export async function loadModulesOf(playbooks: readonly string[]): Promise<KnownModules> {
  const files = playbooks.map(lookForPlaybook).filter((file) => file !== undefined);
  return loadModulesIn(files.map((file) => dirname(file)));
}

/** Those of playbooks in some folders. */
export async function loadModulesIn(folders: readonly string[]): Promise<KnownModules> {
  const { modules: own, diagnostics } = await loadOwnModules(
    folders.map((folder) => join(folder, 'modules')),
    { exports, bundled },
  );
  for (const { file } of own) noteRead(file, await readFile(file));
  const named = own.map(({ module }) => [module.name, module] as const);
  return { table: new Map([...named, ...bundled]), own, diagnostics };
}

/** A module that could not be loaded is told once, not again by each task that names it. */
export function withoutEchoes(
  faults: readonly Diagnostic[],
  { diagnostics }: KnownModules,
): readonly Diagnostic[] {
  return diagnostics.length === 0 ? faults : faults.filter(({ code }) => code !== 'playbook/unknown-module');
}
