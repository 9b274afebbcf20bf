import { statSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';

export interface LookupOptions {
  /** Where bundled templates are, asked last. */
  readonly templateFolders: readonly string[];
}

/** The template of that name: in each of the folders and its `templates`, then in the given ones. */
export function resolveTemplate(
  path: string,
  folders: readonly string[],
  { templateFolders }: LookupOptions,
): string | undefined {
  return findFile(path, templatePlaces(folders, { templateFolders }));
}

export function templatePlaces(
  folders: readonly string[],
  { templateFolders }: LookupOptions,
): readonly string[] {
  return [...folders.flatMap((folder) => [folder, join(folder, 'templates')]), ...templateFolders];
}

/** What a template includes by a name, with or without `.hbs`: found as templates are, from the template's own folder. */
export function createPartialFinder(
  options: LookupOptions,
): (name: string, from: string) => string | undefined {
  return (name, from) =>
    resolveTemplate(`${name}.hbs`, [dirname(from)], options) ??
    resolveTemplate(name, [dirname(from)], options);
}

/**
 * The file of that name: in each of the folders and its `files`, then in the folder k3play runs in, where
 * those who run a bundled playbook have theirs.
 */
export function resolveFile(path: string, folders: readonly string[]): string | undefined {
  return findFile(path, [...filePlaces(folders), '.']);
}

export function filePlaces(folders: readonly string[]): readonly string[] {
  return folders.flatMap((folder) => [folder, join(folder, 'files')]);
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
