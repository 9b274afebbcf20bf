import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Options } from './options.ts';
import { K3PLAY, ROOT } from './places.ts';

const NEEDED = ['iproute2', 'openssh-client', 'openssh-server', 'util-linux'];
const PEERS = ['ansible-core', 'ansible-mitogen'];

/** What must be done outside of the enclosure, where there is a network. */
export function prepare({ quick }: Options): void {
  if (process.getuid?.() !== 0) throw new Error('needs root, for namespaces and an sshd of its own');
  if (!install(NEEDED)) throw new Error(`needs ${NEEDED.join(', ')}`);
  // Without them their rows say "not here".
  if (!quick) install(PEERS);
  if (!isBuilt()) run('npm', ['run', '--silent', 'build']);
}

/** What is measured must be what is written. */
function isBuilt(): boolean {
  if (!existsSync(K3PLAY)) return false;
  const built = statSync(K3PLAY).mtimeMs;
  const sources = readdirSync(join(ROOT, 'lib'), { recursive: true, encoding: 'utf8' });
  return sources.every((name) => statSync(join(ROOT, 'lib', name)).mtimeMs <= built);
}

function install(packages: readonly string[]): boolean {
  return run('scripts/setup', packages);
}

function run(program: string, args: readonly string[]): boolean {
  return spawnSync(program, args, { cwd: ROOT, stdio: 'inherit' }).status === 0;
}
