import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Diagnostic } from '../core/diagnostic.ts';
import * as exports from '../index.ts';
import type { Module } from '../modules/define.ts';
import { modules as bundled } from '../modules/index.ts';
import { loadOwnFilters } from '../own/filters.ts';
import { loadOwnModules } from '../own/load.ts';
import type { OwnModule } from '../own/modules.ts';
import { noteRead } from '../source/read-log.ts';
import { createLanguage, type Language } from '../template/language.ts';
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
  return loadModulesIn(findFolders(playbooks));
}

/** Those of playbooks in some folders. */
export async function loadModulesIn(folders: readonly string[]): Promise<KnownModules> {
  const { modules: own, diagnostics } = await loadOwnModules(
    folders.map((folder) => join(folder, 'modules')),
    { exports, bundled },
  );
  await noteFiles(own);
  const named = own.map(({ module }) => [module.name, module] as const);
  return { table: new Map([...named, ...bundled]), own, diagnostics };
}

/** What texts and expressions of playbooks can call: what k3play brings, and the user's own beside the playbook. */
export interface KnownLanguage {
  readonly language: Language;
  /** What is wrong with the user's own; the language lacks what could not be loaded. */
  readonly diagnostics: readonly Diagnostic[];
}

/** That of playbooks in some folders. */
export async function loadLanguageIn(folders: readonly string[]): Promise<KnownLanguage> {
  const { filters, diagnostics } = await loadOwnFilters(
    folders.map((folder) => join(folder, 'filters')),
    exports,
  );
  await noteFiles(filters);
  return { language: createLanguage(filters), diagnostics };
}

/** A file may bring several; it is noted once. */
async function noteFiles(brought: readonly { readonly file: string }[]): Promise<void> {
  for (const file of new Set(brought.map((one) => one.file))) noteRead(file, await readFile(file));
}

function findFolders(playbooks: readonly string[]): readonly string[] {
  return playbooks.flatMap((name) => lookForPlaybook(name) ?? []).map((file) => dirname(file));
}

/** Modules and filters that could not be loaded are told once, not again by each task and text that names them. */
export function withoutEchoes(
  faults: readonly Diagnostic[],
  own: { readonly modules: readonly Diagnostic[]; readonly filters: readonly Diagnostic[] },
): readonly Diagnostic[] {
  const echoes = new Set([
    ...(own.modules.length > 0 ? ['playbook/unknown-module'] : []),
    ...(own.filters.length > 0 ? ['template/unknown-helper', 'template/unknown-function'] : []),
  ]);
  return faults.filter(({ code }) => !echoes.has(code));
}
