import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HostConnection } from '../../lib/connection/host-connection.ts';
import { LocalTransport } from '../../lib/connection/local.ts';
import { type Script, sh } from '../../lib/connection/sh.ts';
import type { RunOptions, Output } from '../../lib/connection/connection.ts';
import { FIND_UID } from '../../lib/modules/shared/effective-user.ts';
import { joinLock, lockHost } from '../../lib/run/host-lock.ts';
import { HostSession } from '../../lib/run/host-session.ts';
import { SHELL_COMMANDS, failure } from '../connection/here.ts';
import { withFolder } from '../support/temporary-folder.ts';

/** A connection of root's, whoever runs the specs. */
class RootConnection extends HostConnection {
  override run(script: Script, options?: RunOptions): Promise<Output> {
    return super.run(sh.raw(script.text.replace(FIND_UID.text, 'k3play_uid=0')), options);
  }
}

function openSession(shell: string): HostSession {
  const session = new HostSession({
    name: 'h1',
    groups: [],
    vars: {},
    connection: {},
    span: undefined,
    layers: () => [],
  });
  session.attach(new RootConnection(new LocalTransport('h1'), { shell }));
  return session;
}

async function withSessions(
  shell: string,
  body: (first: HostSession, second: HostSession) => Promise<void>,
): Promise<void> {
  const sessions = [openSession(shell), openSession(shell)] as const;
  try {
    await body(...sessions);
  } finally {
    await Promise.all(sessions.map((session) => session.close()));
  }
}

const lock = (session: HostSession, options: { runId: string; file: string }): Promise<void> => {
  const { runId, file } = options;
  const { signal } = new AbortController();
  return lockHost(session, { owner: { runId, name: `${runId}@desk` }, user: undefined, signal, file });
};

for (const shell of SHELL_COMMANDS) {
  describe(`lockHost under ${shell}`, () => {
    it('lets nobody else in until the connection ends', () =>
      withFolder((folder) =>
        withSessions(shell, async (first, second) => {
          const file = join(folder, "it's locked");
          await lock(first, { runId: 'one', file });

          await assert.rejects(
            lock(second, { runId: 'two', file }),
            failure('module', 'run/locked', /^h1 is being changed by another run: one@desk since \d{4}-/),
          );
          assert.match(readFileSync(file, 'utf8'), /^one one@desk since /);
          assert.equal(statSync(file).mode & 0o777, 0o600);
          await first.close();
          await lock(second, { runId: 'two', file });
          assert.match(readFileSync(file, 'utf8'), /^two /);
        }),
      ));

    it('waits for one whose connection is about to end', () =>
      withFolder((folder) =>
        withSessions(shell, async (first, second) => {
          const file = join(folder, 'lock');
          await lock(first, { runId: 'one', file });

          const waiting = lock(second, { runId: 'two', file });
          await second.connection.run(sh`:`);
          await first.close();

          await waiting;
          assert.match(readFileSync(file, 'utf8'), /^two /);
        }),
      ));

    it('is one lock for hosts of a run that are one machine', () =>
      withFolder((folder) =>
        withSessions(shell, async (first, second) => {
          const file = join(folder, 'lock');
          await lock(first, { runId: 'one', file });

          await lock(second, { runId: 'one', file });

          assert.match(readFileSync(file, 'utf8'), /^one /);
        }),
      ));

    it('lasts until the last shell of the run has ended', () =>
      withFolder((folder) =>
        withSessions(shell, async (first, second) => {
          const file = join(folder, 'lock');
          const beside = openSession(shell);
          try {
            await lock(first, { runId: 'one', file });
            const owner = { runId: 'one', name: 'one@desk' };
            const { signal } = new AbortController();
            await joinLock(beside, { owner, user: undefined, lane: 1, signal, file });
            await first.close();

            await assert.rejects(lock(second, { runId: 'two', file }), failure('module', 'run/locked'));
          } finally {
            await beside.close();
          }
          await lock(second, { runId: 'two', file });
        }),
      ));

    it('is no lock of another run whose name begins alike', () =>
      withFolder((folder) =>
        withSessions(shell, async (first, second) => {
          const file = join(folder, 'lock');
          await lock(first, { runId: 'one1', file });

          await assert.rejects(lock(second, { runId: 'one', file }), failure('module', 'run/locked'));
        }),
      ));

    it('leaves the shell alive where it cannot lock', () =>
      withFolder((folder) =>
        withSessions(shell, async (first) => {
          writeFileSync(join(folder, 'precious'), 'precious');
          symlinkSync('precious', join(folder, 'link'));

          await lock(first, { runId: 'one', file: join(folder, 'no/such/folder') });
          await lock(first, { runId: 'one', file: join(folder, 'link') });
          const { stdout } = await first.connection.run(sh`echo alive`);

          assert.equal(stdout.toString(), 'alive\n');
          assert.equal(readFileSync(join(folder, 'precious'), 'utf8'), 'precious');
          assert.equal(existsSync(join(folder, 'no')), false);
        }),
      ));
  });
}
