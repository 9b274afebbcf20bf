import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Runner } from '../rounds.ts';
import { ansible } from './ansible.ts';
import type { Job } from './job.ts';

/** Another engine that may be on this machine. */
export interface Peer {
  readonly name: string;
  readonly version: string;
  takePart(job: Job): Runner;
}

const MITOGEN_STRATEGIES = '/usr/lib/python3/dist-packages/ansible_mitogen/plugins/strategy';
export const [ANSIBLE, MITOGEN] = ['Ansible', 'Ansible with Mitogen'] as const;

/** Those that are installed, from Debian's packages. */
export function findPeers(): readonly Peer[] {
  const version = findVersion('ansible-core');
  if (version === undefined) return [];
  const mitogen = existsSync(MITOGEN_STRATEGIES) ? findVersion('ansible-mitogen') : undefined;
  return [
    { name: ANSIBLE, version, takePart: (job) => ansible(job, { name: ANSIBLE, defaults: [] }) },
    ...(mitogen === undefined ? [] : [{ name: MITOGEN, version: mitogen, takePart: withMitogen }]),
  ];
}

function withMitogen(job: Job): Runner {
  const defaults = [`strategy_plugins = ${MITOGEN_STRATEGIES}`, 'strategy = mitogen_linear'];
  return ansible(job, { name: MITOGEN, defaults });
}

function findVersion(name: string): string | undefined {
  const { status, stdout } = spawnSync('dpkg-query', ['-W', '-f=${Version} ${Status}', name], {
    encoding: 'utf8',
  });
  const [version, ...state] = status === 0 ? stdout.split(' ') : [];
  return state.at(-1) === 'installed' ? version : undefined;
}
