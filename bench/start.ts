// How long the command takes to start, beside node doing nothing: `npm run bench`.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROUNDS = 15;
const K3PLAY = join(import.meta.dirname, '..', 'dist', 'cli', 'main.js');

const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  'node -e 0': ['-e', '0'],
  'k3play --version': [K3PLAY, '--version'],
  'k3play validate ha.yml': [K3PLAY, 'validate', 'ha.yml', '-i', 'inventory/lab.yml'],
};

function timeOnce(args: readonly string[]): number {
  const began = performance.now();
  const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${String(status)}`);
  return performance.now() - began;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** Alternately, so that whatever else the machine does falls on all alike. */
const times = new Map(Object.keys(COMMANDS).map((name) => [name, [] as number[]]));
for (let round = 0; round < ROUNDS; round += 1) {
  for (const [name, args] of Object.entries(COMMANDS)) times.get(name)?.push(timeOnce(args));
}
const base = median(times.get('node -e 0') ?? []);
for (const [name, values] of times) {
  const middle = median(values);
  console.log(`${name.padEnd(24)} ${middle.toFixed(0).padStart(5)} ms  ${(middle / base).toFixed(2)} × node`);
}
