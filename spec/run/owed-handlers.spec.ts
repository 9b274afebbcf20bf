import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Output } from '../../lib/connection/connection.ts';
import { type Script, sh } from '../../lib/connection/sh.ts';
import { FIND_UID } from '../../lib/modules/shared/effective-user.ts';
import type { Play } from '../../lib/playbook/model.ts';
import { debtId, readDebts, recordDebts, settleDebt } from '../../lib/run/owed-handlers.ts';
import { runScript } from '../support/shell-process.ts';
import { type Shell, withShells } from '../support/shells.ts';
import { withFolder } from '../support/temporary-folder.ts';

const playIn = (file: string, name = 'Servers'): Play =>
  ({ name, span: { file, line: 1, column: 1 } }) as unknown as Play;

describe('debtId', () => {
  const id = debtId(playIn('/a/site.yml'), 'Restart');

  it('is the same wherever the playbook lies', () => {
    assert.match(id, /^[0-9a-f]{16}$/);
    assert.equal(debtId(playIn('/b/site.yml'), 'Restart'), id);
  });

  it('is another for another file, play or handler', () => {
    const others = [
      debtId(playIn('/a/other.yml'), 'Restart'),
      debtId(playIn('/a/site.yml', 'Agents'), 'Restart'),
      debtId(playIn('/a/site.yml'), 'Reload'),
    ];

    assert.equal(new Set([id, ...others]).size, 4);
  });
});

const [ONE, TWO, THREE] = ['0'.repeat(16), 'abcdef0123456789', 'f'.repeat(16)] as const;

interface Debts {
  readonly record: (...ids: string[]) => Promise<Output>;
  readonly settle: (id: string) => Promise<Output>;
  readonly read: () => Promise<readonly string[]>;
}

/** The debts of root or of another user under a shell, all in folders of `root`. */
function debtsIn(root: string, { shell, uid }: { shell: Shell; uid: number }): Debts {
  const system = join(root, "root's");
  const take = async (script: Script) => {
    const home = sh`XDG_STATE_HOME=${join(root, 'home')}`.text;
    const asUser = script.text.replace(FIND_UID.text, `k3play_uid=${uid}`);
    const output = await runScript(`${home}\n${asUser}`, { shell });
    assert.equal(output.code, 0, output.stderr.toString());
    return output;
  };
  return {
    record: (...ids) => take(recordDebts(ids, system)),
    settle: (id) => take(settleDebt(id, system)),
    read: async () => {
      const { script, parse } = readDebts(system);
      return [...parse(await take(script))].sort();
    },
  };
}

for (const [who, uid] of [
  ['root', 0],
  ['another user', 1000],
] as const) {
  describe(`debts of ${who}`, () => {
    it('are kept until they are settled', () =>
      withShells(async (shells) => {
        for (const shell of shells) {
          await withFolder(async (root) => {
            const debts = debtsIn(root, { shell, uid });
            const none = await debts.read();
            await debts.record(ONE, TWO);
            await debts.record(TWO, THREE);
            const all = await debts.read();
            await debts.settle(TWO);
            await debts.settle(TWO);

            assert.deepEqual([none, all], [[], [ONE, TWO, THREE]], shell.name);
            assert.deepEqual(await debts.read(), [ONE, THREE]);
            assert.deepEqual(readdirSync(root), [uid === 0 ? "root's" : 'home']);
          });
        }
      }));

    it('settle though there never were any', () =>
      withShells(async (shells) => {
        for (const shell of shells) {
          await withFolder(async (root) => {
            await debtsIn(root, { shell, uid }).settle(ONE);

            assert.deepEqual(readdirSync(root), []);
          });
        }
      }));
  });
}

describe('readDebts', () => {
  it("knows root's debts and one's own, and takes no other file for one", () =>
    withShells(async (shells) => {
      for (const shell of shells) {
        await withFolder(async (root) => {
          const own = debtsIn(root, { shell, uid: 1000 });
          await debtsIn(root, { shell, uid: 0 }).record(ONE);
          await own.record(TWO);
          mkdirSync(join(root, "root's/folder"));
          writeFileSync(join(root, "root's/notes"), '');

          assert.deepEqual(await own.read(), [ONE, TWO], shell.name);
        });
      }
    }));
});
