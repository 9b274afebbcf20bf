import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { K3PLAY, k3play } from '../support/k3play.ts';
import { eventually } from './connection/eventually.ts';
import { type Sshd, startSshd } from './connection/sshd.ts';

const HOSTS = ['h1', 'h2'];

const PLAYBOOK = `
- hosts: web
  gather_facts: false
  tasks:
    - { name: Before, shell: 'echo before >> {{ at }}/log; echo made on {{ host.name }}', register: before, notify: Then }
    - { name: Gate, shell: 'echo gate >> {{ at }}/log; until [ -e {{ at }}/open ]; do sleep 0.1; done' }
    - { name: After, shell: 'echo {{ before.stdout }} >> {{ at }}/log' }
  handlers:
    - { name: Then, shell: 'echo then >> {{ at }}/log' }
`;

describe('a run over SSH that is killed, and gone on after', () => {
  let sshd: Sshd;
  let folder: string;

  before(async () => {
    sshd = await startSshd();
    folder = await mkdtemp(join(tmpdir(), 'k3play-resume-'));
    const connection = `{ user: root, key: ${sshd.key}, port: ${sshd.port}, known_hosts: ${sshd.knownHosts} }`;
    const hosts = HOSTS.map(
      (host) => `      ${host}: { address: 127.0.0.1, vars: { at: "${join(folder, host)}" } }\n`,
    ).join('');
    await writeFile(
      join(folder, 'hosts.yml'),
      `connection: ${connection}\ngroups:\n  web:\n    hosts:\n${hosts}`,
    );
    await writeFile(join(folder, 'play.yml'), PLAYBOOK);
    for (const host of HOSTS) await mkdir(join(folder, host));
  });
  after(async () => {
    await sshd.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const logOf = (host: string): readonly string[] => {
    const file = join(folder, host, 'log');
    return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
  };

  it('has done once what ended, and again what it was killed in', async () => {
    const args = ['run', join(folder, 'play.yml'), '-i', join(folder, 'hosts.yml'), '--output', 'plain'];
    const journals = { K3PLAY_RUNS: join(folder, 'runs'), K3PLAY_KEEP_RUNS: '5' };
    const env = { ...process.env, ...journals };
    const killed = spawn(process.execPath, [K3PLAY, ...args], { env, stdio: 'ignore' });
    await eventually('both hosts are at the gate', () => HOSTS.every((host) => logOf(host).includes('gate')));
    killed.kill('SIGKILL');
    for (const host of HOSTS) await writeFile(join(folder, host, 'open'), '');
    await eventually('the sessions have ended', () => sshd.sessions().length === 0);
    const { code, stdout, stderr } = await k3play([...args, '--resume'], { env: journals });

    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /\nTASK Before \[play\.yml:5\]\n {2}done in \S+: h1, h2\n/);
    for (const host of HOSTS) {
      assert.deepEqual(logOf(host), ['before', 'gate', 'gate', `made on ${host}`, 'then']);
    }
  });
});
