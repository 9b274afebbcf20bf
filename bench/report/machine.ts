import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import type { Peer } from '../contestants/peers.ts';

/** Where and with what it was measured. */
export function describeMachine(peers: readonly Peer[]): readonly string[] {
  const system = /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'Linux';
  const memory = `${(totalmem() / 2 ** 30).toFixed(0)} GiB of memory`;
  return [
    new Date().toISOString().slice(0, 10),
    `${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), ${memory}`,
    system,
    `node ${process.version}`,
    execFileSync('ssh', ['-V'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }),
    ...peers.map(({ name, version }) => `${name} (${version})`),
  ].filter((line) => line !== '');
}
