import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DiagnosticsError, fault, type Diagnostic } from '../core/diagnostic.ts';
import { parseDocument, readSource } from '../source/document.ts';
import { isLeftover } from './leftovers.ts';
import type { VarsFile } from './part.ts';
import type { VarsReading } from './vars-files.ts';

export interface VarsFolders {
  /** Folders of the inventories, and of the playbooks; where they are the same, the variables are the inventory's. */
  readonly inventory: readonly string[];
  readonly playbook: readonly string[];
}

/** Reads `group_vars` and `host_vars`. Throws DiagnosticsError with the faults of all their files. */
export async function loadVarsFolders({ inventory, playbook }: VarsFolders): Promise<VarsReading[]> {
  const faults: Diagnostic[] = [];
  const seen = new Set<string>();
  const readings: VarsReading[] = [];
  const folders = [
    ...inventory.map((folder) => ({ folder, beside: 'inventory' }) as const),
    ...playbook.map((folder) => ({ folder, beside: 'playbook' }) as const),
  ];
  for (const { folder, beside } of folders) {
    if (seen.has(resolve(folder))) continue;
    seen.add(resolve(folder));
    for (const of of ['group', 'host'] as const) {
      for (const { name, file } of await listVarsFiles(join(folder, `${of}_vars`))) {
        try {
          readings.push({ of, name, beside, document: await loadVars(file) });
        } catch (error) {
          if (!(error instanceof DiagnosticsError)) throw error;
          faults.push(...error.diagnostics);
        }
      }
    }
  }
  if (faults.length > 0) throw new DiagnosticsError(faults);
  return readings;
}

interface NamedFile extends Pick<VarsFile, 'name'> {
  readonly file: string;
}

/** `NAME`, `NAME.yml`, `NAME.yaml`, `NAME.json`, or all files of a folder NAME, in the order of their names. */
async function listVarsFiles(folder: string): Promise<NamedFile[]> {
  const files: NamedFile[] = [];
  for (const entry of await listNames(folder)) {
    const path = join(folder, entry);
    const found = await stat(path).catch(() => undefined);
    const name = entry.replace(/\.(ya?ml|json)$/, '');
    if (found?.isDirectory()) files.push(...(await listBelow(path)).map((file) => ({ name: entry, file })));
    else if (found && !NOT_VARS.test(entry)) files.push({ name, file: path });
  }
  return files;
}

const NOT_VARS = /\.(md|rst|txt)$/;

async function listBelow(folder: string): Promise<string[]> {
  const files: string[] = [];
  for (const entry of await listNames(folder)) {
    const path = join(folder, entry);
    const found = await stat(path).catch(() => undefined);
    if (found?.isDirectory()) files.push(...(await listBelow(path)));
    else if (found && (/\.(ya?ml|json)$/.test(entry) || !entry.includes('.'))) files.push(path);
  }
  return files;
}

async function listNames(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => !isLeftover(name)).sort();
}

async function loadVars(file: string): Promise<VarsReading['document']> {
  const text = await readSource(file);
  if (text.startsWith('$ANSIBLE_VAULT')) {
    const hint =
      'keep each secret by `k3play secrets set NAME -i INVENTORY`, and name it here as `!secret NAME`; `ansible-vault view` shows them';
    const span = { file, line: 1, column: 1 };
    throw new DiagnosticsError([
      fault('inventory/vault', "a vault of Ansible's cannot be read", { span, hint }),
    ]);
  }
  return parseDocument(text, file, { secrets: true, lookups: true });
}
