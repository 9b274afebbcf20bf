import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Secret } from '../../lib/core/secret.ts';
import { sh } from '../../lib/connection/sh.ts';
import { withFolder } from '../support/temporary-folder.ts';
import { SHELL_COMMANDS, failure, textOf, withConnection } from './here.ts';
import { SCRIPT_CASES, assertScriptCase } from './script-cases.ts';

for (const shell of SHELL_COMMANDS) {
  describe(`run under ${shell}`, () => {
    for (const scriptCase of SCRIPT_CASES) {
      const { title, script } = scriptCase;
      it(`survives a script that ${title}`, () =>
        withConnection(shell, async (connection) => {
          const output = await connection.run(script);
          const after = await connection.run(sh`echo fine`);

          assertScriptCase(scriptCase, output);
          assert.equal(textOf(after.stdout), 'fine\n');
        }));
    }

    it('carries any bytes in and out', () =>
      withConnection(shell, async (connection) => {
        for (const bytes of [randomBytes(70_000), Buffer.alloc(0), Buffer.from([0, 0, 10, 0])]) {
          const { stdout } = await connection.run(sh`cat`, { stdin: bytes });

          assert.ok(stdout.equals(bytes));
        }
      }));

    it('runs a script larger than an argument may be', () =>
      withConnection(shell, async (connection) => {
        const text = `${'x=0123456789\n'.repeat(20_000)}echo "$x" 'it'\\''s' é`;

        const { stdout } = await connection.run(sh.raw(text));

        assert.equal(textOf(stdout), "0123456789 it's é\n");
      }));

    it('answers scripts asked together in order, in one round trip', () =>
      withConnection(shell, async (connection) => {
        await connection.run(sh`:`);
        const before = connection.stats.roundTrips;

        const outputs = await Promise.all(
          Array.from({ length: 30 }, (_, i) => connection.run(sh`echo ${i}`)),
        );

        assert.deepEqual(
          outputs.map(({ stdout }) => textOf(stdout)),
          outputs.map((_, i) => `${i}\n`),
        );
        assert.equal(connection.stats.roundTrips - before, 1);
      }));

    it('keeps head and tail of an output that is too long', () =>
      withConnection(shell, async (connection) => {
        const script = sh`echo start; head -c 3000000 /dev/zero; echo end; echo oops >&2`;

        const { stdout, stderr, truncated } = await connection.run(script, { maxOutputBytes: 1000 });

        assert.equal(stdout.length, 1000);
        assert.equal(textOf(stdout).replaceAll('\0', ''), 'start\nend\n');
        assert.equal(textOf(stderr), 'oops\n');
        assert.equal(truncated, true);
      }));

    it('ends the whole process group of a script that takes too long, and goes on', () =>
      withConnection(shell, (connection) =>
        withFolder(async (folder) => {
          const pids = join(folder, 'pids');
          const slow = sh`sleep 60 & echo $$ $! >${pids}; exec sleep 60`;

          await assert.rejects(
            connection.run(slow, { timeoutMs: 300 }),
            failure('timeout', 'connection/timeout', /0\.3 s/),
          );

          const [leader = '', child = ''] = readFileSync(pids, 'utf8').trim().split(' ');
          assert.deepEqual([leader, child].map(commandOf), ['', '']);
          assert.equal(textOf((await connection.run(sh`echo fine`)).stdout), 'fine\n');
        }),
      ));

    it('ends a script that ignores TERM', function () {
      this.timeout(20_000);
      return withConnection(shell, async (connection) => {
        const script = sh`trap '' TERM; while :; do sleep 1; done`;

        await assert.rejects(
          connection.run(script, { timeoutMs: 200 }),
          failure('timeout', 'connection/timeout'),
        );
        assert.equal(textOf((await connection.run(sh`echo fine`)).stdout), 'fine\n');
      });
    });

    it('stops what runs and passes over what waits when interrupted', () =>
      withConnection(shell, (connection) =>
        withFolder(async (folder) => {
          const [began, waited] = [join(folder, 'began'), join(folder, 'waited')];
          const control = new AbortController();
          const { signal } = control;
          const running = connection.run(sh`echo >${began}; sleep 60`, { signal });
          const waiting = connection.run(sh`echo >${waited}`, { signal });
          const other = connection.run(sh`echo other`);
          while (!existsSync(began)) await pause(10);

          control.abort();

          await assert.rejects(running, failure('interrupted', 'connection/interrupted'));
          await assert.rejects(waiting, failure('interrupted', 'connection/interrupted'));
          assert.equal(textOf((await other).stdout), 'other\n');
          assert.equal(existsSync(waited), false);
        }),
      ));

    it('refuses to begin what is interrupted already', () =>
      withConnection(shell, async (connection) => {
        const run = connection.run(sh`echo`, { signal: AbortSignal.abort() });

        await assert.rejects(run, failure('interrupted', 'connection/interrupted'));
      }));

    it('says that a script killed its shell, and runs those behind it in a new one', () =>
      withConnection(shell, async (connection) => {
        const killer = connection.run(sh`kill -9 $PPID; sleep 5`);
        const behind = connection.run(sh`echo behind`);

        await assert.rejects(killer, failure('lost', 'connection/shell-ended'));
        assert.equal(textOf((await behind).stdout), 'behind\n');
      }));

    it('gives scripts a plain environment', () =>
      withConnection(shell, async (connection) => {
        const { stdout } = await connection.run(
          sh`echo "$LC_ALL:$(umask)"; case $PATH in */usr/sbin*) echo sbin;; esac; trap; pwd`,
        );

        assert.match(textOf(stdout), /^C:0*22\nsbin\n\//);
      }));

    it('keeps a descriptor open that a script opened in the shell, and shows it to no other script', () =>
      withConnection(shell, (connection) =>
        withFolder(async (folder) => {
          const lock = join(folder, 'lock');
          const taken = await connection.run(sh`exec 9>${lock}; flock -n 9`, { inShell: true });
          const code = await connection.run(sh`(exit 5)`, { inShell: true });

          const again = await connection.run(
            sh`flock -n ${lock} true; echo $?; { true >&9; } 2>/dev/null || echo closed`,
          );

          assert.equal(taken.code, 0);
          assert.equal(code.code, 5);
          assert.equal(textOf(again.stdout), '1\nclosed\n');
        }),
      ));

    it('shows a secret on standard input to no process list', () =>
      withConnection(shell, async (connection) => {
        const secret = randomBytes(12).toString('hex');

        const { stdout } = await connection.run(
          sh`cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null; echo; cat`,
          {
            stdin: new Secret(secret),
          },
        );

        assert.equal(textOf(stdout).split(secret).length, 2);
        assert.ok(textOf(stdout).endsWith(secret));
      }));

    it('leaves no timer behind that would keep the command from ending', async () => {
      const count = (): number =>
        process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
      // The time limit of the spec itself is set once it waits.
      await pause(1);
      const before = count();

      await withConnection(shell, async (connection) => {
        await connection.run(sh`echo fine`);
      });

      assert.equal(count(), before);
    });

    it('leaves nothing behind on the host, closed once or twice, with a script running or not', () =>
      withConnection(shell, async (connection) => {
        const { stdout } = await connection.run(sh`dirname "$0"`);
        const folder = textOf(stdout).trim();
        assert.ok(existsSync(join(folder, 'now')), folder);
        const running = connection.run(sh`sleep 60`);
        const closed = assert.rejects(running, failure('lost', 'connection/closed'));

        await Promise.all([connection.close(), connection.close()]);

        await closed;
        assert.equal(existsSync(folder), false);
        await assert.rejects(connection.run(sh`echo`), failure('lost', 'connection/closed'));
      }));
  });
}

describe('stats', () => {
  it('counts bytes and one round trip for each script that is awaited', () =>
    withConnection('/bin/sh', async (connection) => {
      for (let i = 0; i < 3; i += 1) await connection.run(sh`echo ${i}`);

      const { roundTrips, bytesSent, bytesReceived } = connection.stats;
      assert.equal(roundTrips, 3);
      assert.ok(bytesSent > 100 && bytesReceived > 100);
    }));
});

describe('SIGINT', () => {
  it('is not ignored by scripts, as it is by what shells start in the background', () =>
    withConnection('/bin/sh', async (connection) => {
      const { stdout } = await connection.run(sh`grep SigIgn /proc/self/status`);

      assert.match(textOf(stdout), /^SigIgn:\s0+$/m);
    }));
});

/** Of a process that is gone, or dead and not yet waited for, nothing. */
function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
