import { readFile, writeFile } from 'node:fs/promises';
import type { LabOptions } from './model.ts';

/** All hosts are root's here, so they share it: each takes about ten, and Linux gives a user 128. */
const WATCHERS = '/proc/sys/fs/inotify/max_user_instances';
const WATCHERS_WANTED = 4096;

/** Raises what would hang the boot of the eleventh host. It stays so until the machine boots again. */
export async function raiseKernelLimit(
  { onProgress }: Pick<LabOptions, 'onProgress'>,
  path = WATCHERS,
): Promise<void> {
  const from = Number(await readFile(path, 'utf8'));
  if (from >= WATCHERS_WANTED) return;
  await writeFile(path, `${WATCHERS_WANTED}\n`);
  onProgress?.({ kind: 'limit-raised', path, from, to: WATCHERS_WANTED });
}
