import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from '../compile.ts';
import { timeProgram } from '../measure.ts';
import { K3PLAY } from '../places.ts';
import type { Usage } from '../programs/meter.ts';

export interface Metered extends Usage {
  readonly stdout: string;
  readonly wallMs: number;
}

/** Runs k3play and tells what its process used. */
export async function meterK3play(cwd: string, words: readonly string[]): Promise<Metered> {
  const { file, env } = compile('meter', cwd);
  const note = join(cwd, 'usage.json');
  const { stdout, wallMs } = await timeProgram({
    program: process.execPath,
    args: ['--require', file, K3PLAY, ...words],
    cwd,
    env: { ...env, METER_FILE: note },
  });
  return { ...(JSON.parse(readFileSync(note, 'utf8')) as Usage), stdout, wallMs };
}
