import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What the runs of this process keep their secrets with, so that none touches the identity of a user. */
export const IDENTITY = join(tmpdir(), `k3play-specs-${process.pid}`, 'identity.txt');

export async function removeIdentity(): Promise<void> {
  await rm(dirname(IDENTITY), { recursive: true, force: true });
}
