import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { k3play, K3PLAY, type Ended } from '../support/k3play.ts';

const PLAYBOOK = `
inputs:
  token: { type: string, secret: true, generate: { length: 24 } }
  password: { type: string, secret: true, default: none, description: Any. }
plays:
  - hosts: all
    gather_facts: false
    tasks:
      - copy: { content: "{{ inputs.token }} {{ inputs.password }}", dest: "{{ out }}", mode: "0600" }
`;

describe('secrets kept beside an inventory', () => {
  let folder: string;
  let env: { K3PLAY_IDENTITY: string };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'k3play-kept-'));
    env = { K3PLAY_IDENTITY: join(folder, 'mine.txt') };
    await writeFile(join(folder, 'site.yml'), PLAYBOOK);
    await writeInventory('');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const writeInventory = (vars: string) =>
    writeFile(
      join(folder, 'hosts.yml'),
      `vars: { out: ${folder}/out${vars} }\ngroups: { web: { hosts: { w1: { connection: { type: local } } } } }\n`,
    );
  const run = (...args: readonly string[]) =>
    k3play(['run', 'site.yml', '-i', 'hosts.yml', '--output', 'plain', ...args], { cwd: folder, env });
  const secrets = (...args: readonly string[]) =>
    k3play(['secrets', ...args, '-i', 'hosts.yml'], { cwd: folder, env });

  async function set(name: string, value: string): Promise<number | null> {
    const args = [K3PLAY, 'secrets', 'set', name, '-i', 'hosts.yml'];
    const child = spawn(process.execPath, args, { cwd: folder, env: { ...process.env, ...env } });
    child.stdin.end(value);
    const [code] = (await once(child, 'close')) as [number | null];
    return code;
  }

  function assertDone({ code, stderr, stdout }: Ended): void {
    assert.equal(code, 0, stdout + stderr);
  }

  it('are encrypted for an identity that the first run makes, and shown to whoever has it', async () => {
    const dry = await run('--check');
    const untouched = await readdir(folder);
    const first = await run();
    const again = await run();
    const shown = await secrets('show', 'token');

    for (const ended of [dry, first, again, shown]) assertDone(ended);
    assert.deepEqual(untouched.sort(), ['hosts.yml', 'site.yml']);
    assert.match(first.stderr, /^made the identity .*mine\.txt: keep it safe/);
    assert.equal(again.stderr, '');
    assert.match(again.stdout, /changed=0/);
    const token = shown.stdout.trim();
    assert.match(token, /^\w{24}$/);
    assert.equal(await readFile(join(folder, 'out'), 'utf8'), `${token} none`);
    assert.equal((await secrets('show')).stdout, 'token\n');
    for (const file of ['hosts.secrets.yml', 'mine.txt']) {
      assert.equal((await stat(join(folder, file))).mode & 0o777, 0o600, file);
      assert.ok(!(await readFile(join(folder, file), 'utf8')).includes(token));
    }
  });

  it('may be of the user, named in the inventory, and are in no output', async () => {
    assert.equal(await set('mail.password', 'correct horse\n'), 0);
    await writeInventory(', password: !secret mail.password');

    const ended = await run('--diff', '-v');

    assertDone(ended);
    assert.match(await readFile(join(folder, 'out'), 'utf8'), /^\w{24} correct horse$/);
    assert.doesNotMatch(ended.stdout + ended.stderr, /correct horse/);
    const shown = await k3play(['inventory', '-i', 'hosts.yml', '--json'], { cwd: folder, env });
    assert.match(shown.stdout, /"password": "\*{8}"/);
  });

  it('stop a run, not a look at the files, where nobody can read them', async () => {
    assertDone(await run());
    env = { K3PLAY_IDENTITY: join(folder, 'other.txt') };

    const refused = await run('--check');
    const looked = await k3play(['validate', 'site.yml', '-i', 'hosts.yml'], { cwd: folder, env });
    const executed = await k3play(['exec', 'all', '-i', 'hosts.yml', '--', 'true'], { cwd: folder, env });

    assert.equal(refused.code, 3);
    assert.match(refused.stderr, /there is no identity .*other\.txt.*\[secrets\/no-identity\]\n$/);
    assertDone(looked);
    assert.match(looked.stderr, /^warning: .*made-up ones stand in for them/);
    assertDone(executed);
  });

  it('are shared by a list of recipients, and taken back by encrypting anew', async () => {
    assertDone(await run());
    const mine = await k3play(['secrets', 'recipient'], { cwd: folder, env });
    const others = { K3PLAY_IDENTITY: join(folder, 'other.txt') };
    const other = await k3play(['secrets', 'recipient'], { cwd: folder, env: others });
    await writeFile(join(folder, 'hosts.secrets.recipients'), mine.stdout + other.stdout);
    assertDone(await secrets('encrypt'));

    const words = ['secrets', 'show', 'token', '-i', 'hosts.yml', '--identity', 'other.txt'];
    const shared = await k3play(words, { cwd: folder, env });
    await writeFile(join(folder, 'hosts.secrets.recipients'), mine.stdout);
    assertDone(await secrets('encrypt'));
    const refused = await k3play(words, { cwd: folder, env });

    assertDone(shared);
    assert.equal(shared.stdout, (await secrets('show', 'token')).stdout);
    assert.equal(refused.code, 3);
    assert.match(refused.stderr, /is not encrypted for the identity other\.txt/);
  });

  it('are made anew once they are removed', async () => {
    assertDone(await run());
    const before = await secrets('show', 'token');
    assertDone(await secrets('remove', 'token'));
    assertDone(await run());

    assert.notEqual((await secrets('show', 'token')).stdout, before.stdout);
    assert.match((await secrets('remove', 'tokn')).stderr, /no secret "tokn" .*did you mean "token"/);
    assert.equal(await set('empty', '\n'), 3);
  });
});
