import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventsOf, k3play, parseEvents, type JsonEvent } from '../support/k3play.ts';
import { type Sshd, startSshd } from './connection/sshd.ts';

const HOSTS = ['h1', 'h2', 'h3'];
const OTHERS = { changed: 0, unknown: 0, skipped: 0, failed: 0, unreachable: 0 };

/** Thirty tasks: ten folders, ten files with content, ten lines in files. */
function buildPlaybook(folder: string): string {
  const numbers = Array.from({ length: 10 }, (_, number) => number);
  const at = (name: string): string => `"${folder}/{{ host.name }}/${name}"`;
  const tasks = numbers.flatMap((number) => [
    `    - file: { path: ${at(`d${number}`)}, state: directory, mode: "0750" }`,
    `    - copy: { content: "port = ${number}\\n", dest: ${at(`d${number}/app.conf`)}, mode: "0640" }`,
    `    - line: { path: ${at(`lines${number}`)}, line: "allow ${number}", create: true }`,
  ]);
  return `- hosts: all\n  tasks:\n${tasks.join('\n')}\n`;
}

describe('round trips of thirty tasks on hosts in sync', () => {
  let sshd: Sshd;
  let folder: string;
  let args: readonly string[];

  before(async function () {
    this.timeout(60_000);
    sshd = await startSshd(['MaxStartups 100']);
    folder = await mkdtemp(join(tmpdir(), 'k3play-trips-'));
    const connection = `{ user: root, key: ${sshd.key}, port: ${sshd.port}, known_hosts: ${sshd.knownHosts} }`;
    const hosts = HOSTS.map((host) => `      ${host}: { address: 127.0.0.1 }\n`).join('');
    await writeFile(
      join(folder, 'hosts.yml'),
      `connection: ${connection}\ngroups:\n  web:\n    hosts:\n${hosts}`,
    );
    await writeFile(join(folder, 'play.yml'), buildPlaybook(folder));
    args = ['run', join(folder, 'play.yml'), '-i', join(folder, 'hosts.yml'), '--output', 'json'];
    const first = await k3play(args);
    assert.equal(first.code, 0, first.stdout + first.stderr);
  });
  after(async () => {
    await sshd.stop();
    await rm(folder, { recursive: true, force: true });
  });

  for (const check of [false, true]) {
    it(`are two a host: preflight, and all reads at once${check ? ', in a dry run too' : ''}`, async () => {
      const { code, stdout } = await k3play([...args, ...(check ? ['--check'] : [])]);

      assert.equal(code, 0, stdout);
      const [ended] = eventsOf(parseEvents(stdout), 'run-ended');
      for (const host of HOSTS) {
        assert.deepEqual(ended?.hosts[host], { ok: 30, ...OTHERS });
        assert.equal(ended.traffic[host]?.roundTrips, 2);
        assert.equal(ended.traffic[host].waits, 0);
      }
      assert.deepEqual(tripsOfPlay(stdout), [1, 1, 1]);
    });
  }

  it('carry little: what is asked, and a word for an answer', async () => {
    const { stdout } = await k3play(args);

    const [ended] = eventsOf(parseEvents(stdout), 'run-ended');
    for (const host of HOSTS) {
      const { bytesSent = Infinity, bytesReceived = Infinity } = ended?.traffic[host] ?? {};
      assert.ok(bytesSent < 60_000, `${bytesSent} bytes sent`);
      assert.ok(bytesReceived < 40_000, `${bytesReceived} bytes received`);
    }
  });
});

function tripsOfPlay(stdout: string): readonly number[] {
  const [play]: readonly Extract<JsonEvent, { event: 'play-ended' }>[] = eventsOf(
    parseEvents(stdout),
    'play-ended',
  );
  return Object.values(play?.traffic ?? {}).map(({ roundTrips }) => roundTrips);
}
