import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { timeProgram } from '../measure.ts';
import type { Runner } from '../rounds.ts';
import { makeFolder, type Job } from './job.ts';
import { checkRecap } from './recap.ts';

export interface AnsibleOptions {
  readonly name: string;
  /** Lines for the section `[defaults]`. */
  readonly defaults: readonly string[];
}

/** As fast as its own settings make it: pipelining, as many forks as hosts, no facts, a known interpreter. */
export function ansible(job: Job, { name, defaults }: AnsibleOptions): Runner {
  const cwd = makeFolder(job, name);
  writeFiles(cwd, job, defaults);
  const args = ['-i', 'hosts.json', ...(job.check === true ? ['--check'] : []), 'play.yml'];
  return {
    name,
    peer: true,
    async run() {
      // The connections it keeps are for one run: every contestant begins without any.
      const env = { ANSIBLE_SSH_CONTROL_PATH_DIR: mkdtempSync(join(cwd, 'cp')) };
      const { stdout, wallMs } = await timeProgram({ program: 'ansible-playbook', args, cwd, env });
      checkRecap(stdout, job, { okHoldsChanged: true });
      return wallMs;
    },
  };
}

function writeFiles(folder: string, { bed, hosts, tasks }: Job, defaults: readonly string[]): void {
  const inventory = {
    bench: {
      hosts: Object.fromEntries(
        hosts.map(({ name, address, port, user, folder }) => [
          name,
          { ansible_host: address, ansible_port: port, ansible_user: user, folder },
        ]),
      ),
      vars: { ansible_ssh_private_key_file: bed.key },
    },
  };
  const plays = [
    {
      name: 'Bench',
      hosts: 'bench',
      gather_facts: false,
      tasks: tasks.map(({ name, ansible: module }) => ({ name, ...module })),
    },
  ];
  const configuration = [
    '[defaults]',
    `forks = ${hosts.length}`,
    'host_key_checking = False',
    'interpreter_python = /usr/bin/python3',
    'retry_files_enabled = False',
    ...defaults,
    '[ssh_connection]',
    'pipelining = True',
  ];
  writeFileSync(join(folder, 'hosts.json'), JSON.stringify(inventory));
  writeFileSync(join(folder, 'play.yml'), JSON.stringify(plays));
  writeFileSync(join(folder, 'ansible.cfg'), `${configuration.join('\n')}\n`);
}
