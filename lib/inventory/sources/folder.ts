import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DiagnosticsError, fault, warning, type Diagnostic } from '../../core/diagnostic.ts';
import { isLeftover } from '../leftovers.ts';

/** Folders that hold variables, and what is told of elsewhere. */
const OTHERS: ReadonlySet<string> = new Set(['group_vars', 'host_vars']);
/** Secrets that k3play keeps, and settings and notes that lie beside inventories. */
const NOT_HOSTS = /\.(secrets\.ya?ml|secrets\.recipients|cfg|md|rst|txt|retry)$/;

export interface FolderListing {
  /** In the order of their names. */
  readonly files: readonly string[];
  readonly warnings: readonly Diagnostic[];
}

/** The inventories of a folder, also of folders in it. */
export async function listFolder(folder: string): Promise<FolderListing> {
  const warnings: Diagnostic[] = [];
  const files = await listFiles(folder, warnings);
  if (files.length > 0) return { files, warnings };
  const hint = 'put files with hosts into it';
  const message = `the folder ${folder} has no inventory`;
  throw new DiagnosticsError([...warnings, fault('inventory/empty-folder', message, { hint })]);
}

async function listFiles(folder: string, warnings: Diagnostic[]): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const files: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (isLeftover(entry.name) || OTHERS.has(entry.name) || NOT_HOSTS.test(entry.name)) continue;
    if (entry.isDirectory()) files.push(...(await listFiles(path, warnings)));
    else if (entry.name.endsWith('.ini')) warnings.push(warnOfIni(path));
    else files.push(path);
  }
  return files;
}

/** In a folder they are settings of programs more often than hosts, and Ansible passes over them too. */
function warnOfIni(path: string): Diagnostic {
  const hint = `Ansible leaves them out too; where it holds hosts, rename it or say -i ${path} as well`;
  return warning('inventory/left-out', `${path} is left out: in a folder, .ini files are none of hosts`, {
    hint,
  });
}
