import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Connection } from '../../../lib/connection/connection.ts';
import { sh, type Script } from '../../../lib/connection/sh.ts';
import { failure, textOf } from '../../connection/here.ts';
import { runThere, withCommands } from '../../support/command-here.ts';
import { eventually } from './eventually.ts';
import { type Sshd, listShellFolders, startSshd } from './sshd.ts';
import { type SpecUser, addUser } from './user.ts';

const MEGABYTE = randomBytes(1_000_000);

for (const configuration of [[], ['MaxSessions 1']]) {
  describe(`lanes of a connection to an sshd with ${configuration.join() || 'its defaults'}`, () => {
    let sshd: Sshd;
    let user: SpecUser;
    let connection: Connection;
    let folder: string;
    let foldersBefore: readonly string[];

    before(async () => {
      foldersBefore = listShellFolders();
      sshd = await startSshd([...configuration, 'MaxStartups 100']);
      user = addUser();
      user.allow('ALL=(ALL) NOPASSWD: ALL');
    });
    after(async () => {
      await sshd.stop();
      user.remove();
      await eventually('the shells are gone', () =>
        listShellFolders().every((one) => foldersBefore.includes(one)),
      );
    });
    beforeEach(async () => {
      folder = mkdtempSync(join(sshd.folder, 'lanes-'));
      chmodSync(folder, 0o777);
      connection = await sshd.connect({ user: user.name });
    });
    afterEach(() => connection.close());

    /** Says that it is there, and waits for another. */
    const meet = (own: string, other: string): Script =>
      sh`cd ${folder} && : >${own} && until [ -e ${other} ]; do sleep 0.05; done; id -un`;

    it('run scripts at once, as one user and as several', async () => {
      const outputs = await Promise.all([
        connection.run(meet('a', 'b'), { timeoutMs: 20_000 }),
        connection.run(meet('b', 'c'), { lane: 1, timeoutMs: 20_000 }),
        connection.run(meet('c', 'd'), { lane: 2, user: 'root', timeoutMs: 20_000 }),
        connection.run(meet('d', 'a'), { user: 'root', timeoutMs: 20_000 }),
      ]);

      assert.deepEqual(
        outputs.map(({ stdout }) => textOf(stdout).trim()),
        [user.name, user.name, 'root', 'root'],
      );
    });

    it('run scripts of one lane one after the other, each in the shell of the lane', async () => {
      const [first, second] = await Promise.all(
        ['a', 'b'].map((name) =>
          connection.run(
            sh`echo $PPID; [ ! -e ${folder}/here ] || echo not alone
: >${folder}/here; sleep 0.2; rm ${folder}/here; : ${name}`,
            { lane: 1 },
          ),
        ),
      );

      assert.match(textOf(first?.stdout ?? Buffer.alloc(0)), /^\d+\n$/);
      assert.deepEqual(second?.stdout, first?.stdout);
    });

    it('carry a file while that of another lane waits to be accepted', async () => {
      const [one, two] = ['one', 'two'].map((name) => join(folder, name));
      assert.ok(one !== undefined && two !== undefined);
      const validate = `sh -c 'until [ -e ${two} ]; do sleep 0.05; done' %s`;

      await Promise.all([
        connection.upload(
          { kind: 'bytes', bytes: MEGABYTE },
          { path: one, mode: '0600', validate },
          { lane: 1 },
        ),
        pause(200).then(() =>
          connection.upload({ kind: 'bytes', bytes: MEGABYTE }, { path: two, mode: '0600' }),
        ),
      ]);

      assert.ok(readFileSync(one).equals(MEGABYTE));
      assert.ok(readFileSync(two).equals(MEGABYTE));
    });

    it('are ended on the host by a signal, the others going on', async () => {
      const controller = new AbortController();
      const endless = connection.run(sh`cd ${folder} && : >begun; while :; do sleep 0.05; done`, {
        lane: 1,
        signal: controller.signal,
      });
      const other = connection.run(meet('a', 'b'), { timeoutMs: 20_000 });
      await connection.run(sh`until [ -e ${folder}/begun ]; do sleep 0.05; done`, {
        lane: 2,
        timeoutMs: 20_000,
      });

      controller.abort();

      await assert.rejects(endless, failure('interrupted', 'connection/interrupted'));
      await connection.run(sh`: >${folder}/b`, { lane: 1 });
      assert.equal((await other).code, 0);
    });

    it('let tasks in the background of a host overlap with the next ones', async () => {
      const tasks = `
      - name: One
        shell: 'touch {{ at }}/one; until [ -e {{ at }}/two ]; do sleep 0.05; done'
        become: true
        timeout: 20
        async: one
      - { name: Two, shell: 'touch {{ at }}/two; until [ -e {{ at }}/one ]; do sleep 0.05; done', timeout: 20 }
      - { name: Join, await: one, register: got }
      - { name: Say, assert: { that: got.rc == 0 && got.changed } }
`;
      await withCommands({ hosts: ['w1'], tasks }, async (place) => {
        mkdirSync(join(folder, 'at'));
        chmodSync(join(folder, 'at'), 0o777);
        const { port, key } = sshd;
        const settings = JSON.stringify({ port, key, user: user.name, host_key: 'off' });
        const host = `{ address: 127.0.0.1, connection: ${settings}, vars: { at: "${folder}/at" } }`;
        writeFileSync(place.inventory, `groups:\n  web:\n    hosts:\n      w1: ${host}\n`);

        const { code, text } = await runThere(place);

        assert.equal(code, 0, text);
        assert.match(text, /\nw1 : ok=2 changed=2 unknown=0 skipped=0 failed=0 unreachable=0\n/);
      });
    });
  });
}
