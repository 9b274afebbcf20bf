import { existsSync } from 'node:fs';
import { readdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const ROOT = '/sys/fs/cgroup';

/** The top of every cgroup hierarchy: one with cgroup v2, one for each controller with v1. */
async function listHierarchies(): Promise<string[]> {
  if (existsSync(join(ROOT, 'cgroup.controllers'))) return [ROOT];
  const entries = await readdir(ROOT, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(ROOT, name));
}

/** Removes a group of ours and all below it, in every hierarchy. Its processes must have ended. */
export async function removeCgroup(name: string): Promise<void> {
  for (const hierarchy of await listHierarchies()) await removeGroup(join(hierarchy, name));
}

async function removeGroup(path: string): Promise<void> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) if (entry.isDirectory()) await removeGroup(join(path, entry.name));
  // The kernel takes a moment to see that the last process has gone.
  for (let attempt = 0; existsSync(path) && attempt < 50; attempt++) {
    await rmdir(path).catch(() => sleep(20));
  }
}
