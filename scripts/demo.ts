import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const INVENTORY = 'inventory/lab.yml';

/** The main job, from nothing: hosts, a dry run, the cluster, its nodes, and a second run that changes nothing. */
function demo(): number {
  say('Six hosts on this machine');
  if (k3play('lab', 'up', '-i', INVENTORY) !== 0) return 1;
  say('What would be done');
  if (k3play('run', 'ha.yml', '-i', INVENTORY, '--check') !== 0) return 1;
  say('The cluster');
  if (k3play('run', 'ha.yml', '-i', INVENTORY) !== 0) return 1;
  say('Its nodes, seen through the load balancer');
  if (nodes() !== 0) return 1;
  say('A second run changes nothing');
  if (k3play('run', 'ha.yml', '-i', INVENTORY, '--output', 'plain') !== 0) return 1;
  say('The lab stays up: npx k3play lab status; npx k3play lab shell server1; npx k3play lab down');
  return 0;
}

function say(text: string): void {
  process.stdout.write(`\n\u001b[1m== ${text}\u001b[0m\n`);
}

function k3play(...args: readonly string[]): number {
  return run(process.execPath, [join(ROOT, 'dist', 'cli', 'main.js'), ...args]);
}

function nodes(): number {
  return run(join(ROOT, 'dist', 'lab', 'k3s-double', 'k3s'), [
    'kubectl',
    '--kubeconfig',
    '.k3play/lab.kubeconfig.yaml',
    'get',
    'nodes',
    '-o',
    'wide',
  ]);
}

function run(program: string, args: readonly string[]): number {
  return spawnSync(program, args, { cwd: ROOT, stdio: 'inherit' }).status ?? 1;
}

process.exitCode = demo();
