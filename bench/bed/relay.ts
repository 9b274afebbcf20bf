import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from '../compile.ts';
import { BED } from '../places.ts';
import type { RelayWork } from '../programs/relay.ts';

/** A process of its own, so that the bench's own work does not add to the delay. */
export async function startRelay(work: RelayWork): Promise<ChildProcess> {
  const folder = join(BED, 'relay');
  mkdirSync(folder);
  const file = join(folder, 'work.json');
  writeFileSync(file, JSON.stringify(work));
  const child = spawn(process.execPath, [compile('relay', folder).file, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // It says one word when all its doors are open.
  const said = once(child.stdout, 'data');
  await Promise.race([said, once(child, 'exit').then(() => Promise.reject(new Error('the relay ended')))]);
  return child;
}
