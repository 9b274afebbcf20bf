import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Connection, Nature, Output } from '../../../lib/connection/connection.ts';
import { type Script, sh } from '../../../lib/connection/sh.ts';
import { withFolder } from '../../support/temporary-folder.ts';
import { SHELL_COMMANDS, failure, textOf, withConnection } from '../here.ts';

interface Case {
  readonly title: string;
  readonly nature: Nature;
  readonly script: Script;
  readonly stdin?: string;
  readonly code?: number;
  readonly stdout?: string;
  readonly stderr?: RegExp;
}

/** What one script leaves to the next, and what it sees of the worker it is a fork of. */
const CASES: readonly Case[] = [
  { title: 'exits', nature: 'read', script: sh`echo a; exit 7; echo b`, code: 7, stdout: 'a\n' },
  { title: 'returns', nature: 'read', script: sh`echo a; return 5`, code: 5, stdout: 'a\n' },
  { title: 'becomes another program', nature: 'read', script: sh`exec echo gone`, stdout: 'gone\n' },
  { title: 'has an error of syntax', nature: 'read', script: sh`if; then`, code: 2, stderr: /syntax/i },
  { title: 'sets errexit', nature: 'read', script: sh`set -e; false; echo b`, code: 1 },
  {
    title: 'uses what is unset',
    nature: 'read',
    script: sh`set -u; echo "$nothing"; echo b`,
    code: 2,
    stderr: /nothing/,
  },
  { title: 'sets a trap', nature: 'read', script: sh`trap 'echo bye' EXIT; echo hi`, stdout: 'hi\nbye\n' },
  { title: 'changes IFS', nature: 'read', script: sh`IFS=0123456789/:; set -f; echo a`, stdout: 'a\n' },
  {
    title: 'takes names of the worker',
    nature: 'read',
    script: sh`k3_id=x k3_nonce=y k3_dir=/; k3_run() { exit 3; }; cd /; umask 0; echo a`,
    stdout: 'a\n',
  },
  { title: 'has no arguments', nature: 'read', script: sh`echo $#`, stdout: '0\n' },
  {
    title: 'reads its input',
    nature: 'read',
    script: sh`cat; read x || echo end`,
    stdin: 'in',
    stdout: 'inend\n',
  },
  { title: 'is given no input', nature: 'read', script: sh`cat`, stdout: '' },
  {
    title: 'closes its descriptors',
    nature: 'read',
    script: sh`exec <&- >&- 2>&-; exit 3`,
    code: 3,
    stdout: '',
  },
  {
    title: 'prints to both outputs',
    nature: 'read',
    script: sh`echo e >&2; printf o`,
    stdout: 'o',
    stderr: /^e\n$/,
  },
  { title: 'prints zeros', nature: 'read', script: sh`printf 'a\0b'`, stdout: 'a\0b' },
  { title: 'is killed', nature: 'read', script: sh`exec sh -c 'kill -9 $$'`, code: 137 },
  { title: 'runs a program', nature: 'program', script: sh`exec echo ran`, stdout: 'ran\n' },
  {
    title: 'runs one that is not there',
    nature: 'program',
    script: sh`exec no-such-program`,
    code: 127,
    stderr: /no-such-program/,
  },
  { title: 'runs one with input', nature: 'program', script: sh`exec cat`, stdin: 'in', stdout: 'in' },
  {
    title: 'runs one with a folder and a variable',
    nature: 'program',
    script: sh`cd / || exit 250
export WORD='a b'
exec sh -c 'echo "$WORD" "$PWD"'`,
    stdout: 'a b /\n',
  },
  { title: 'runs one that kills itself', nature: 'program', script: sh`exec sh -c 'kill -9 $$'`, code: 137 },
  {
    title: 'runs one that signals its group',
    nature: 'program',
    script: sh`exec sh -c 'kill 0; sleep 5'`,
    code: 143,
  },
  {
    title: 'runs one that leaves a daemon holding its output',
    nature: 'program',
    script: sh`exec sh -c '(sleep 3; echo late) & echo now'`,
    stdout: 'now\n',
  },
];

for (const shell of SHELL_COMMANDS) {
  describe(`a script of known nature under ${shell}`, () => {
    for (const { title, nature, script, stdin, code = 0, stdout, stderr = /^$/ } of CASES) {
      it(`is answered where a ${nature} ${title}, and the next one is as ever`, () =>
        withConnection(shell, async (connection) => {
          const worker = await workerOf(connection);

          const output = await connection.run(script, { nature, stdin });

          assert.equal(plainCode(output), code);
          if (stdout !== undefined) assert.equal(textOf(output.stdout), stdout);
          assert.match(textOf(output.stderr), stderr);
          assert.equal(await workerOf(connection), worker);
          await assertAsEver(connection);
        }));
    }

    it('is ended with all that came of it, by its parent or left behind', () =>
      withConnection(shell, (connection) =>
        withFolder(async (folder) => {
          const pids = join(folder, 'pids');
          const inner = sh`sleep 61 & echo $! >>${pids}; (sleep 62 & echo $! >>${pids}); trap '' TERM; sleep 63`;
          for (const nature of ['read', 'program'] as const) {
            const slow = nature === 'read' ? inner : sh`exec sh -c ${inner.text}`;

            await assert.rejects(
              connection.run(slow, { nature, timeoutMs: 500 }),
              failure('timeout', 'connection/timeout'),
            );
          }

          const started = readFileSync(pids, 'utf8').trim().split('\n');
          assert.equal(started.length, 4);
          assert.deepEqual(started.map(commandOf), ['', '', '', '']);
          await assertAsEver(connection);
        }),
      )).timeout(20_000);

    it('is spared where it was left by an earlier program', () =>
      withConnection(shell, (connection) =>
        withFolder(async (folder) => {
          const pid = join(folder, 'pid');
          const earlier = sh`(sleep 64 & echo $! >${pid})`;
          await connection.run(sh`exec sh -c ${earlier.text}`, { nature: 'program' });
          const slow = connection.run(sh`exec sleep 65`, { nature: 'program', timeoutMs: 500 });

          await assert.rejects(slow, failure('timeout', 'connection/timeout'));

          const left = readFileSync(pid, 'utf8').trim();
          assert.match(commandOf(left), /^sleep/);
          process.kill(Number(left));
        }),
      ));

    it('keeps no descriptor of the worker', () =>
      withConnection(shell, (connection) =>
        withFolder(async (folder) => {
          await connection.run(sh`exec 9>${join(folder, 'lock')}`, { inShell: true });

          const look = sh`{ true >&9; } 2>/dev/null || echo closed`;
          const looks = [
            await connection.run(look, { nature: 'read' }),
            await connection.run(sh`exec sh -c ${look.text}`, { nature: 'program' }),
          ];

          assert.deepEqual(
            looks.map(({ stdout }) => textOf(stdout)),
            ['closed\n', 'closed\n'],
          );
        }),
      ));
  });
}

/** In a fork the shell's own number is still that of the worker. */
async function workerOf(connection: Connection): Promise<string> {
  return textOf((await connection.run(sh`echo $$`, { nature: 'read' })).stdout);
}

/** The answer to a script after it is whole. */
async function assertAsEver(connection: Connection): Promise<void> {
  const { stdout, stderr } = await connection.run(sh`echo "fine $(umask)"; pwd; echo err >&2`, {
    nature: 'read',
  });

  assert.match(textOf(stdout), /^fine 0*22\n\/.*\n$/);
  assert.equal(textOf(stderr), 'err\n');
}

/** Bash has 1 where others have 2 for what cannot be parsed or is unset. */
function plainCode({ code, stderr }: Output): number | null {
  return code === 1 && /syntax|unbound/i.test(textOf(stderr)) ? 2 : code;
}

/** Of a process that is gone, or dead and not yet waited for, nothing. */
function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
