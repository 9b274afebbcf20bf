import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { findNearest, hintNearest } from '../core/nearest.ts';
import { isFile } from './lookup.ts';
import type { Place } from './place.ts';
import type { GroupOptions } from './surroundings.ts';

/** What is looked for in the folder of a role. */
const PARTS = ['tasks', 'handlers', 'defaults', 'vars', 'meta', 'templates', 'files'] as const;
export type RolePart = Exclude<(typeof PARTS)[number], 'templates' | 'files'>;

/** The folder of a role; what is wrong with its name, or with what is in it, is told at the name. */
export function findRole(named: Place, { reading, around }: GroupOptions): string | undefined {
  const { faults } = reading;
  const { value, span } = named;
  if (typeof value !== 'string' || !/^[\w-][\w.-]*$/.test(value)) {
    const hint =
      typeof value === 'string' && value.includes('{{')
        ? 'all roles are read before the first connection: list them, each with its when'
        : 'write role: and the name of a folder in roles';
    faults.add('role', 'a role is named by its folder', { span, hint });
    return undefined;
  }
  const places = [...new Set([...around.roleFolders, ...reading.roleFolders])];
  const folder = places.map((place) => join(place, value)).find(isFolder);
  if (folder === undefined) {
    const hint = hintNearest(value, places.flatMap(listFolders)) ?? `looked for in ${places.join(', ')}`;
    faults.add('no-role', `there is no role "${value}"`, { span, hint });
    return undefined;
  }
  for (const part of listFolders(folder)) {
    const near = PARTS.some((one) => one === part) ? undefined : findNearest(part, PARTS);
    if (near === undefined) continue;
    const hint = `did you mean "${near}"?`;
    faults.warn('role-folder', `the folder "${part}" of the role "${value}" is not read`, { span, hint });
  }
  const files = [...PARTS.map((part) => findPart(folder, part)), findFile(folder, 'inputs')];
  if (files.every((file) => file === undefined)) {
    const hint = 'write tasks/main.yml in it';
    faults.add('no-role', `the role "${value}" is empty`, { span, hint });
  }
  return folder;
}

/** The file of a part of a role, where it has that part. */
export function findPart(folder: string, part: string): string | undefined {
  return findFile(join(folder, part), 'main');
}

export function findFile(folder: string, name: string): string | undefined {
  return [`${name}.yml`, `${name}.yaml`].map((file) => join(folder, file)).find(isFile);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function listFolders(path: string): readonly string[] {
  try {
    const entries = readdirSync(path, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch {
    return [];
  }
}
