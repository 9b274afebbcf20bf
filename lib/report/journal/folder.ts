import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';

const NAME = /^\d{8}T\d{9}Z-[0-9a-f]{4}(\.check)?\.jsonl$/;

/** A name that sorts by time, to the millisecond: `20300131T235900123Z-1a2b`. */
export function makeRunId(now: Date): string {
  return `${now.toISOString().replace(/[-:.]/g, '')}-${randomBytes(2).toString('hex')}`;
}

/** Dry runs are marked, since they say nothing of what was done. */
export function fileOf(folder: string, run: string, { check }: { readonly check: boolean }): string {
  return join(folder, `${run}${check ? '.check' : ''}.jsonl`);
}

export function isOfCheck(file: string): boolean {
  return file.endsWith('.check.jsonl');
}

export function idOf(file: string): string {
  return basename(file).replace(/(\.check)?\.jsonl$/, '');
}

/** The journals of a folder, the latest last; [] where there is no such folder. */
export async function listJournals(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => NAME.test(name))
    .sort()
    .map((name) => join(folder, name));
}

/** Made for its owner alone. Throws where it cannot be written to. */
export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
}

/** Lets go of all but the latest, of dry runs and of others apart, so that a dry run every hour takes no other's place. */
export async function prune(folder: string, keep: number): Promise<void> {
  const all = await listJournals(folder);
  for (const check of [true, false]) {
    const old = all.filter((file) => isOfCheck(file) === check).slice(0, -keep);
    for (const file of old) await rm(file, { force: true });
  }
}
