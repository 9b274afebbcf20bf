import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DiagnosticsError, fault, type Diagnostic } from '../../core/diagnostic.ts';
import { parseDocument, readSource, type SourceDocument } from '../../source/document.ts';
import { isPlainMap } from '../../schema/examine.ts';
import { translateGroups } from '../ansible/groups.ts';
import { translateIni } from '../ansible/ini.ts';
import type { SourceReading } from '../part.ts';
import { listFolder } from './folder.ts';
import { detectKind, isAnsible } from './kind.ts';
import { isProgram, runInventory } from './program.ts';

export interface LoadedSources {
  readonly sources: readonly SourceReading[];
  /** Where `group_vars` and `host_vars` are looked for, in the order of the sources. */
  readonly folders: readonly string[];
}

/** Reads what `-i` names. Throws DiagnosticsError with the faults of all of them. */
export async function loadSources(names: readonly string[]): Promise<LoadedSources> {
  const faults: Diagnostic[] = [];
  const sources: SourceReading[] = [];
  const folders: string[] = [];
  for (const name of names) {
    try {
      const folder = await isFolder(name);
      folders.push(folder ? name : dirname(name));
      const { files, warnings } = folder ? await listFolder(name) : { files: [name], warnings: [] };
      faults.push(...warnings);
      for (const file of files) sources.push(await loadSource(file));
    } catch (error) {
      if (!(error instanceof DiagnosticsError)) throw error;
      faults.push(...error.diagnostics);
    }
  }
  if (faults.some(({ severity }) => severity === 'error')) throw new DiagnosticsError(faults);
  const [first, ...others] = sources;
  const told = first ? [{ ...first, warnings: [...faults, ...first.warnings] }, ...others] : [];
  return { sources: told, folders: [...new Set(folders)] };
}

async function isFolder(name: string): Promise<boolean> {
  const found = await stat(name).catch(() => undefined);
  return found?.isDirectory() ?? false;
}

async function loadSource(file: string): Promise<SourceReading> {
  if (await isProgram(file)) return readAnsible(await runInventory(file), `${file} --list`);
  const text = await readSource(file);
  switch (detectKind(text, file)) {
    case 'program': {
      const hint = `make it executable: chmod +x ${file}`;
      const message = `${file} is a program that may not be run`;
      throw new DiagnosticsError([fault('inventory/program', message, { hint })]);
    }
    case 'ini':
      return translateIni(text, file);
    case 'yaml':
      return readYaml(parseDocument(text, file, { secrets: true, lookups: true }));
  }
}

function readYaml(document: SourceDocument): SourceReading {
  const { value } = document;
  if (isPlainMap(value) && typeof value['plugin'] === 'string') throw refusePlugin(document, value['plugin']);
  return isAnsible(value) ? translateGroups(document) : { document, dialect: 'own', warnings: [] };
}

/** What a program printed is Ansible's JSON and nothing else. */
function readAnsible(text: string, name: string): SourceReading {
  const document = parseDocument(text.trim() === '' ? '{}' : text, name);
  if (isPlainMap(document.value)) return translateGroups(document);
  const hint = 'it prints a map of groups: {"web": {"hosts": ["w1"]}, "_meta": {"hostvars": {"w1": {}}}}';
  const span = document.spanAt([]);
  throw new DiagnosticsError([fault('inventory/program', 'this is no inventory', { span, hint })]);
}

function refusePlugin(document: SourceDocument, plugin: string): DiagnosticsError {
  const message = `these are the settings of Ansible's inventory plugin "${plugin}", not an inventory`;
  const hint = `give -i a program that prints what it finds, or what Ansible makes of it: ansible-inventory -i ${document.file} --list > hosts.json`;
  return new DiagnosticsError([
    fault('inventory/plugin', message, { span: document.keySpanAt(['plugin']), hint }),
  ]);
}
