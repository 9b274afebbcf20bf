import { statSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';

export interface LookupOptions {
  /** Where bundled templates are, asked last. */
  readonly templateFolders: readonly string[];
}

/** The template of that name: in the playbook's folder, in its `templates`, then in the given folders. */
export function resolveTemplate(
  path: string,
  folder: string,
  { templateFolders }: LookupOptions,
): string | undefined {
  return findFile(path, [folder, join(folder, 'templates'), ...templateFolders]);
}

/** What a template includes by a name, with or without `.hbs`: found as templates are, from the template's own folder. */
export function createPartialFinder(
  options: LookupOptions,
): (name: string, from: string) => string | undefined {
  return (name, from) =>
    resolveTemplate(`${name}.hbs`, dirname(from), options) ?? resolveTemplate(name, dirname(from), options);
}

/**
 * The file of that name: in the playbook's folder, in its `files`, then in the folder k3play runs in, where
 * those who run a bundled playbook have theirs.
 */
export function resolveFile(path: string, folder: string): string | undefined {
  return findFile(path, [folder, join(folder, 'files'), '.']);
}

function findFile(path: string, folders: readonly string[]): string | undefined {
  const candidates = isAbsolute(path) ? [path] : folders.map((folder) => join(folder, path));
  return candidates.find(isFile);
}

export function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
