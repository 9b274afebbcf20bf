import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { ANSIBLE, MITOGEN, type Peer } from '../contestants/peers.ts';

/** What else this machine did before: jobs that wanted a core, a mean of the last minute. */
export function describeLoad(): string {
  const [jobs = 0] = loadavg();
  const quiet = jobs < cpus().length / 2;
  return `load before the start: ${jobs.toFixed(1)}${quiet ? '' : ', so others took part of the machine and the ratios are rough'}`;
}

/** When, where and with what it was measured. */
export function describeMachine(peers: readonly Peer[]): readonly string[] {
  const { stderr } = spawnSync('ssh', ['-V'], { encoding: 'utf8' });
  return [
    new Date().toISOString().slice(0, 10),
    `${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), ${(totalmem() / 2 ** 30).toFixed(0)} GiB of memory`,
    /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'Linux',
    `node ${process.version}, ${stderr.trim()}`,
    ...[ANSIBLE, MITOGEN].map((name) => {
      const peer = peers.find((candidate) => candidate.name === name);
      return peer
        ? `${name}: ${peer.version}`
        : `${name} is left out: no Debian package of it could be installed`;
    }),
  ];
}
