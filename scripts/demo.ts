// The main job, from nothing, as `npm run demo`: hosts, a dry run, the cluster, its nodes, a second run.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const K3PLAY = join(ROOT, 'dist', 'cli', 'main.js');
const K3S = join(ROOT, 'dist', 'lab', 'k3s-double', 'k3s');

const [
  inventory = 'inventory/lab.yml',
  kubeconfig = '.k3play/lab.kubeconfig.yaml',
  subnet = '198.18.0.0/24',
] = process.argv.slice(2);

const STEPS: readonly (readonly [title: string, step: () => boolean])[] = [
  ['Six hosts on this machine', () => show(K3PLAY, 'lab', 'up', '-i', inventory, '--subnet', subnet)],
  ['What would be done', () => show(K3PLAY, 'run', 'ha.yml', '-i', inventory, '--check')],
  ['The cluster', () => show(K3PLAY, 'run', 'ha.yml', '-i', inventory)],
  [
    'Its nodes, seen through the load balancer',
    () => show(K3S, 'kubectl', '--kubeconfig', kubeconfig, 'get', 'nodes'),
  ],
  ['A second run changes nothing', changesNothing],
];

function demo(): number {
  for (const [title, step] of STEPS) {
    say(title);
    if (!step()) return 1;
  }
  say('The lab stays up: npx k3play lab status; npx k3play lab shell server1; npx k3play lab down');
  return 0;
}

function say(text: string): void {
  process.stdout.write(`\n\u001b[1m== ${text}\u001b[0m\n`);
}

function show(program: string, ...args: readonly string[]): boolean {
  return spawnSync(process.execPath, [program, ...args], { cwd: ROOT, stdio: 'inherit' }).status === 0;
}

/** Shows the run and believes its closing lines only. */
function changesNothing(): boolean {
  const { status, stdout } = spawnSync(
    process.execPath,
    [K3PLAY, 'run', 'ha.yml', '-i', inventory, '--output', 'plain'],
    { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  process.stdout.write(stdout);
  const closing = stdout.split('\n').filter((line) => / : ok=\d+ /.test(line));
  return status === 0 && closing.length > 0 && closing.every((line) => / changed=0 unknown=0 /.test(line));
}

process.exitCode = demo();
