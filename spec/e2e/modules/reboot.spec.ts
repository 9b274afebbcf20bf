import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventsOf, k3play, parseEvents } from '../../support/k3play.ts';
import { addressOf, lab, ssh, STATE_DIR, SUBNET, writeInventory } from '../lab/lab-machine.ts';

const HOST = `root@${addressOf(31)}`;
const BOOT_ID = 'cat /proc/sys/kernel/random/boot_id';

/** Who is logged in as one who becomes root: shells of two users, and root's lock, are made anew. */
const PLAYBOOK = `
- hosts: h31
  become: true
  tasks:
    - { name: Before, command: { command: ${BOOT_ID}, readonly: true }, register: before }
    - { name: Reboot, reboot: { if: IF, timeout: 180, message: "it's time" }, register: done }
    - { name: After, command: { command: ${BOOT_ID}, readonly: true }, register: after }
    - name: Locked
      command: { argv: [flock, -n, /run/k3play.lock, "true"], readonly: true }
      failed_when: result.rc != 1
      when: "!check_mode"
    - { name: Another, assert: { that: (before.stdout != after.stdout) == done.rebooted }, when: "!check_mode" }
`;

describe('the module that reboots, on a lab host', function () {
  this.timeout(300_000);
  let folder = '';

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'k3play-reboot-'));
    const up = await lab('up', '-i', await writeInventory(folder, [31]), '--subnet', SUBNET);
    assert.equal(up.code, 0, up.stderr);
    const known = `key: ${STATE_DIR}/id_ed25519, known_hosts: ${STATE_DIR}/known_hosts`;
    await writeFile(
      join(folder, 'run.yml'),
      `connection: { user: lab, ${known} }\ngroups:\n  all_of_them:\n    hosts:\n      h31: { address: ${addressOf(31)} }\n`,
    );
  });

  after(async () => {
    await lab('down');
    await rm(folder, { recursive: true, force: true });
    await rm(STATE_DIR, { recursive: true, force: true });
  });

  async function run(when: 'always' | 'required', ...more: readonly string[]) {
    const file = join(folder, 'play.yml');
    await writeFile(file, PLAYBOOK.replace('IF', when));
    const before = (await ssh(HOST, BOOT_ID)).stdout;
    const ended = await k3play(['run', file, '-i', join(folder, 'run.yml'), '--output', 'json', ...more]);
    const told = eventsOf(parseEvents(ended.stdout), 'task-ended').map(
      ({ task, status }) => `${task.name}: ${status}`,
    );
    const isAnother = (await ssh(HOST, BOOT_ID)).stdout !== before;
    return { code: ended.code, told, isAnother, text: ended.stdout + ended.stderr };
  }

  it('announces it in a dry run, and nothing happens', async () => {
    const { code, told, isAnother, text } = await run('always', '--check');

    assert.equal(code, 0, text);
    assert.ok(told.includes('Reboot: changed'), text);
    assert.equal(isAnother, false);
  });

  it('comes back as another boot, on another connection with its privileges and its lock', async () => {
    const { code, told, isAnother, text } = await run('always');

    assert.equal(code, 0, text);
    assert.deepEqual(told, ['Before: ok', 'Reboot: changed', 'After: ok', 'Locked: ok', 'Another: ok']);
    assert.equal(isAnother, true);
  });

  it('does it where that is required, and only there', async () => {
    const idle = await run('required');
    await ssh(HOST, 'touch /run/reboot-required');
    const due = await run('required');

    assert.deepEqual([idle.code, due.code], [0, 0], idle.text + due.text);
    assert.ok(idle.told.includes('Reboot: ok') && !idle.isAnother, idle.text);
    assert.ok(due.told.includes('Reboot: changed') && due.isAnother, due.text);
  });
});
