import { posix } from 'node:path';
import type { HostRead } from '../read.ts';
import { isSteps, type Plan } from '../step.ts';
import { planDirectory, stateAt, type PathStates } from './directory.ts';
import type { PathState } from './path-state.ts';
import { foldersAbove, readPath } from './path.ts';
import { planFile, type WantedFile } from './place-file.ts';

/** The reads that `planFileWithFolders` goes by: each path, and every folder above it. */
export function readWithFolders(...paths: readonly string[]): Readonly<Record<string, HostRead<PathState>>> {
  const all = paths.flatMap((path) => [path, ...foldersAbove(path)]);
  return Object.fromEntries(all.map((path) => [path, readPath(path)]));
}

/** The steps that put a file in its place, and make the folders above it that are missing. */
export function planFileWithFolders(wanted: WantedFile, found: PathStates): Plan {
  const folders = planDirectory(posix.dirname(wanted.path), {}, found);
  if (!isSteps(folders)) return folders;
  // The folder is there or was planned: planFile need not look for it.
  const file = planFile(wanted, { file: stateAt(found, wanted.path), folder: { kind: 'present' } });
  return isSteps(file) ? [...folders, ...file] : file;
}
