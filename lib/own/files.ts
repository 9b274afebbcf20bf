import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The files of a folder that are loaded: TypeScript and JavaScript, without types alone, specs and what lies deeper. */
export function listOwnFiles(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && /\.(ts|js|mjs)$/.test(entry.name))
    .filter(({ name }) => !/^\.|\.d\.ts$|\.(spec|test)\.\w+$/.test(name))
    .map(({ name }) => join(folder, name))
    .sort();
}
