import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FailureKind, K3Error } from '../../../lib/core/errors.ts';
import type { Connection, Output } from '../../../lib/connection/connection.ts';
import { sh } from '../../../lib/connection/sh.ts';
import { textOf } from '../../connection/here.ts';

const BYTES = randomBytes(300_000);

/** What an exchange has to work with; each has a folder of its own. */
export interface Stage {
  readonly connect: () => Promise<Connection>;
  readonly folder: string;
}

/** One thing done over a connection, and what must hold of it wherever the connection is cut. */
export interface Exchange {
  readonly title: string;
  readonly sshd?: 'one-channel';
  readonly kinds?: readonly FailureKind[];
  /** Goes before, undisturbed. */
  readonly prepare?: (connection: Connection, stage: Stage) => Promise<unknown>;
  readonly act: (connection: Connection, stage: Stage) => Promise<unknown>;
  /** Asserts that what did not fail is whole. */
  readonly whole?: (result: unknown, stage: Stage) => void;
  /** Asserts what must hold however it ended, once nothing runs on the host. */
  readonly after?: (stage: Stage) => void;
}

const inFolder = ({ folder }: Stage, name: string): string => join(folder, name);
const openShell = (connection: Connection): Promise<unknown> => connection.run(sh`:`);
const linesIn = (stage: Stage): readonly string[] => {
  const path = inFolder(stage, 'ran');
  return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
};
const neverTwice = (stage: Stage): void =>
  assert.equal(new Set(linesIn(stage)).size, linesIn(stage).length, 'a script ran twice');
const noPieces = ({ folder }: Stage): void =>
  assert.ok(readdirSync(folder).every((name) => !name.startsWith('.k3play-')));

export const EXCHANGES: readonly Exchange[] = [
  {
    title: 'opening the shell',
    act: (connection, stage) => connection.run(sh`echo 1 >>${inFolder(stage, 'ran')}; echo done`),
    whole: (output, stage) => {
      assert.equal(textOf((output as Output).stdout), 'done\n');
      assert.deepEqual(linesIn(stage), ['1']);
    },
    after: neverTwice,
  },
  {
    title: 'becoming root by a password',
    prepare: openShell,
    act: (connection, stage) =>
      connection.run(sh`echo 1 >>${inFolder(stage, 'ran')}; id -un`, { user: 'root' }),
    whole: (output) => assert.equal(textOf((output as Output).stdout), 'root\n'),
    after: neverTwice,
  },
  {
    title: 'sending a script its input',
    prepare: openShell,
    act: (connection, stage) =>
      connection.run(sh`echo 1 >>${inFolder(stage, 'ran')}; cat >${inFolder(stage, 'input')}`, {
        stdin: BYTES,
      }),
    whole: (_, stage) => assert.ok(readFileSync(inFolder(stage, 'input')).equals(BYTES)),
    after: (stage) => {
      neverTwice(stage);
      const ran = linesIn(stage).length > 0;
      if (ran) assert.ok(readFileSync(inFolder(stage, 'input')).equals(BYTES), 'it ran with half its input');
    },
  },
  {
    title: 'answering with both outputs',
    prepare: async (connection, stage) => {
      writeFileSync(inFolder(stage, 'bytes'), BYTES);
      await openShell(connection);
    },
    act: (connection, stage) =>
      connection.run(
        sh`echo 1 >>${inFolder(stage, 'ran')}; cat ${inFolder(stage, 'bytes')}; cat ${inFolder(stage, 'bytes')} >&2; exit 3`,
      ),
    whole: (result) => {
      const { stdout, stderr, code } = result as Output;
      assert.ok(stdout.equals(BYTES) && stderr.equals(BYTES));
      assert.equal(code, 3);
    },
    after: neverTwice,
  },
  {
    title: 'answering short scripts that were asked together',
    prepare: openShell,
    act: async (connection, stage) => {
      const runs = Array.from({ length: 10 }, (_, i) =>
        connection.run(sh`echo ${i} >>${inFolder(stage, 'ran')}; echo out ${i}; echo err ${i} >&2`),
      );
      const results = await Promise.allSettled(runs);
      results.forEach((result, i) => {
        if (result.status === 'fulfilled') assert.equal(textOf(result.value.stdout), `out ${i}\n`);
        else assert.equal((result.reason as K3Error).kind, 'lost');
      });
      const answered = results.filter(({ status }) => status === 'fulfilled').length;
      assert.ok(results.slice(0, answered).every(({ status }) => status === 'fulfilled'));
      if (answered < runs.length) await runs[answered];
    },
    after: neverTwice,
  },
  {
    title: 'uploading',
    prepare: async (connection, stage) => {
      writeFileSync(inFolder(stage, 'target'), 'old');
      await openShell(connection);
    },
    act: (connection, stage) =>
      connection.upload({ kind: 'bytes', bytes: BYTES }, { path: inFolder(stage, 'target'), mode: '0600' }),
    whole: (_, stage) => assert.ok(readFileSync(inFolder(stage, 'target')).equals(BYTES)),
    after: (stage) => {
      noPieces(stage);
      const now = readFileSync(inFolder(stage, 'target'));
      assert.ok(now.equals(BYTES) || now.toString() === 'old');
    },
  },
  {
    title: 'uploading on a further connection',
    sshd: 'one-channel',
    // The further connection may be found cut before the first is.
    kinds: ['lost', 'unreachable'],
    prepare: openShell,
    act: (connection, stage) =>
      connection.upload({ kind: 'bytes', bytes: BYTES }, { path: inFolder(stage, 'target'), mode: '0600' }),
    whole: (_, stage) => assert.ok(readFileSync(inFolder(stage, 'target')).equals(BYTES)),
    after: noPieces,
  },
  {
    title: 'downloading',
    prepare: async (connection, stage) => {
      writeFileSync(inFolder(stage, 'bytes'), BYTES);
      await openShell(connection);
    },
    act: (connection, stage) => connection.download(inFolder(stage, 'bytes'), inFolder(stage, 'here')),
    whole: (_, stage) => assert.ok(readFileSync(inFolder(stage, 'here')).equals(BYTES)),
    after: (stage) => {
      noPieces(stage);
      const path = inFolder(stage, 'here');
      assert.ok(!existsSync(path) || readFileSync(path).equals(BYTES));
    },
  },
  {
    title: 'closing',
    prepare: openShell,
    act: (connection) => connection.close(),
  },
];
