import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../../support/k3play.ts';
import {
  NAMES,
  STATE_DIR,
  SUBNET,
  addressOf,
  lab,
  labArgs,
  listTraces,
  writeInventory,
} from './lab-machine.ts';

async function ip(args: readonly string[]): Promise<void> {
  const { code, stderr } = await runProgram('ip', args);
  assert.equal(code, 0, stderr);
}

describe('k3play lab up, when it fails', () => {
  let folder = '';
  let pristine: readonly string[] = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'k3play-lab-spec-'));
    await lab('down');
    pristine = await listTraces();
  });

  afterEach(async () => {
    await lab('down');
  });

  after(async () => {
    await rm(folder, { recursive: true, force: true });
    await rm(STATE_DIR, { recursive: true, force: true });
  });

  it('refuses a network that this machine already has, and leaves nothing behind', async () => {
    await ip(['link', 'add', 'k3play-spec', 'type', 'bridge']);
    await ip(['address', 'add', `${addressOf(200)}/28`, 'dev', 'k3play-spec']);
    await ip(['link', 'set', 'k3play-spec', 'up']);
    try {
      const { code, stderr } = await lab('up', '-i', await writeInventory(folder, [11]), '--subnet', SUBNET);

      assert.equal(code, 3);
      assert.match(stderr, /overlaps \S+\.192\/28, which this machine reaches by k3play-spec .*--subnet/);
      assert.ok(stderr.includes(SUBNET));
    } finally {
      await ip(['link', 'delete', 'k3play-spec']);
    }
    assert.deepEqual(await listTraces(), pristine);
  });

  it('takes away all hosts when one does not boot, and says what its console said', async () => {
    const taken = `vb-${NAMES.id}-12`;
    await ip(['link', 'add', taken, 'type', 'bridge']);
    try {
      const { code, stderr } = await lab(
        'up',
        '-i',
        await writeInventory(folder, [11, 12, 13]),
        '--subnet',
        SUBNET,
      );

      assert.equal(code, 4);
      assert.match(stderr, /lab host h12 ended while it booted; its console says:\n.*File exists/);
    } finally {
      await ip(['link', 'delete', taken]);
    }
    assert.deepEqual(await listTraces(), pristine);
  });

  it('takes away what it began when Ctrl-C stops it', async () => {
    const args = labArgs(['up', '-i', await writeInventory(folder, [11, 12, 13, 14]), '--subnet', SUBNET]);
    const child = spawn(process.execPath, args, { env: { ...process.env, K3PLAY_LAB_DIR: STATE_DIR } });
    let told = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (!told.includes('answers')) setImmediate(() => child.kill('SIGINT'));
      told += text;
    });
    await once(child, 'close');

    assert.equal(child.exitCode, 130, told);
    assert.match(told, /was interrupted: taking away what was begun/);
    assert.deepEqual(await listTraces(), pristine);
  });

  it('can be killed at any moment: down clears up after it, and up comes up after it', async () => {
    const inventory = await writeInventory(folder, [11, 12]);
    for (const moment of ['state.json', 'hosts/h11/upper/etc/ssh', 'hosts/h12/console.log']) {
      const args = labArgs(['up', '-i', inventory, '--subnet', SUBNET]);
      const child = spawn(process.execPath, args, {
        env: { ...process.env, K3PLAY_LAB_DIR: STATE_DIR },
        stdio: 'ignore',
      });
      const closed = once(child, 'close');
      while (child.exitCode === null && !existsSync(join(STATE_DIR, moment))) await new Promise(setImmediate);
      child.kill('SIGKILL');
      await closed;

      const up = await lab('up', '-i', inventory, '--subnet', SUBNET);
      const down = await lab('down');

      assert.equal(up.code, 0, `${moment}: ${up.stderr}`);
      assert.equal(down.code, 0, `${moment}: ${down.stderr}`);
      assert.deepEqual(await listTraces(), pristine, moment);
    }
  });

  it('is taken down even where its own memory is gone', async () => {
    await lab('up', '-i', await writeInventory(folder, [11]), '--subnet', SUBNET);
    await rm(join(STATE_DIR, 'state.json'));

    const status = await lab('status');
    const down = await lab('down');

    assert.match(status.stdout, /Left over .*processes of .*\n.*network interface/);
    assert.equal(down.code, 0, down.stderr);
    assert.deepEqual(await listTraces(), pristine);
  });

  it('clears away a lab that nobody remembers before it makes a new one', async () => {
    await lab('up', '-i', await writeInventory(folder, [11]), '--subnet', SUBNET);
    await rm(join(STATE_DIR, 'state.json'));

    const up = await lab('up', '-i', await writeInventory(folder, [12]), '--subnet', SUBNET);
    const status = await lab('status');

    assert.equal(up.code, 0, up.stderr);
    assert.match(status.stdout, /^h12 /m);
    assert.doesNotMatch(status.stdout, /h11|Left over/);
  });
});
