import assert from 'node:assert/strict';
import type { Connection, Nature } from '../../../lib/connection/connection.ts';
import { HostConnection } from '../../../lib/connection/host-connection.ts';
import { type Script, sh } from '../../../lib/connection/sh.ts';
import { readFacts } from '../../../lib/modules/facts-read.ts';
import { readDebts } from '../../../lib/run/owed-handlers.ts';
import { SHELL_COMMANDS, textOf } from '../../connection/here.ts';
import { WrappedTransport } from './wrapped-transport.ts';

/** The worker, the making of its folder, and the reader. */
const SET_UP = 3;

for (const shell of SHELL_COMMANDS) {
  describe(`processes made under ${shell}`, () => {
    let connection: Connection;

    beforeEach(() => {
      // In a namespace of their own, processes have numbers in the order they are made in.
      const wrapper = ['/usr/bin/unshare', '--pid', '--fork', '--kill-child'] as const;
      // Bash, called by its own name, would read the start-up files of a home.
      const transport = new WrappedTransport(wrapper, { PATH: '/usr/bin:/bin', HOME: '/nonexistent' });
      connection = new HostConnection(transport, { shell });
    });
    afterEach(() => connection.close());

    it('are few for a shell that is set up', async () => {
      assert.equal(await countProcesses(connection), SET_UP);
    });

    it('are few for what is asked of every host', async () => {
      const before = await countProcesses(connection);

      for (const { script } of [readFacts(), readDebts()]) {
        assert.equal((await connection.run(script, { nature: 'read' })).code, 0);
      }

      // Two forks; uname, id, date, grep and ip.
      assert.ok((await countProcesses(connection)) - before - 1 <= 7);
    });

    const natures: readonly (readonly [Nature, Script])[] = [
      ['read', sh`echo ok`],
      ['program', sh`exec /bin/true`],
      ['text', sh`:`],
    ];
    for (const [nature, script] of natures) {
      it(`are one for a ${nature}`, async () => {
        const before = await countProcesses(connection);

        for (let i = 0; i < 20; i += 1) await connection.run(script, { nature });

        assert.equal((await countProcesses(connection)) - before - 1, 20);
      });
    }
  });
}

/** How many processes there were before the one that tells its number. */
async function countProcesses(connection: Connection): Promise<number> {
  const { stdout } = await connection.run(sh`exec sh -c 'echo $$'`, { nature: 'read' });
  return Number(textOf(stdout)) - 1;
}
