import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { timeProgram } from '../measure.ts';
import { BED, K3PLAY } from '../places.ts';
import { formatTime } from '../report/numbers.ts';
import { runRounds, type Runner } from '../rounds.ts';
import type { Scenario } from './scenario.ts';

const HOSTS = 10_000;
const HOSTS_OF_A_GROUP = 100;
const MAY_TAKE_MS = 2000;

/** A large inventory as people write it: block YAML, groups of groups, variables at every level. */
export const inventory: Scenario = {
  name: 'inventory',
  async run(ring) {
    const cwd = join(BED, 'inventory');
    mkdirSync(cwd);
    writeFileSync(join(cwd, 'hosts.yml'), writeInventory());
    writeFileSync(join(cwd, 'play.yml'), '- hosts: all\n  tasks:\n    - command: /bin/true\n');
    const commands = {
      'k3play list hosts': ['list', 'hosts', 'play.yml', '-i', 'hosts.yml'],
      'k3play inventory': ['inventory', '-i', 'hosts.yml', '--json'],
    };
    const runners = Object.entries(commands).map(([name, words]): Runner => ({
      name,
      peer: false,
      async run() {
        const args = [K3PLAY, ...words];
        const { stdout, wallMs } = await timeProgram({ program: process.execPath, args, cwd });
        if (!stdout.includes(nameHost(HOSTS - 1))) throw new Error(`${name} does not know the last host`);
        return wallMs;
      },
    }));
    const series = await runRounds(runners, ring);
    return {
      title: `An inventory of ${HOSTS} hosts`,
      text: `Block YAML with ${HOSTS / HOSTS_OF_A_GROUP} groups, an address and a variable for each host.`,
      table: [
        ['', 'median', 'runs'],
        ...series.map(({ name, medianMs, timesMs }) => [name, formatTime(medianMs), `${timesMs.length}`]),
      ],
      targets: series.slice(0, 1).map(({ name, medianMs }) => ({
        what: `${name}: time`,
        asked: `under ${formatTime(MAY_TAKE_MS)}`,
        measured: formatTime(medianMs),
        reached: medianMs < MAY_TAKE_MS,
      })),
    };
  },
};

function nameHost(index: number): string {
  return `host-${index}`;
}

function writeInventory(): string {
  const groups = Array.from({ length: HOSTS / HOSTS_OF_A_GROUP }, (_, group) => {
    const hosts = Array.from({ length: HOSTS_OF_A_GROUP }, (_entry, place) => {
      const index = group * HOSTS_OF_A_GROUP + place;
      return [
        `      ${nameHost(index)}:`,
        `        address: 10.${Math.floor(index / 65_536)}.${Math.floor(index / 256) % 256}.${index % 256}`,
        `        vars: { place: ${place} }`,
      ].join('\n');
    });
    return `  group-${group}:\n    vars: { group: ${group} }\n    hosts:\n${hosts.join('\n')}`;
  });
  const children = groups.map((_, group) => `group-${group}`).join(', ');
  return `connection: { user: root }\ngroups:\n${groups.join('\n')}\n  every:\n    children: [${children}]\n`;
}
