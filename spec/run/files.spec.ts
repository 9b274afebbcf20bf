import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceFiles } from '../../lib/connection/transfer/source-files.ts';
import { runHere } from '../support/run-here.ts';
import { withFolder } from '../support/temporary-folder.ts';

/** Far more than the scripts and shells of a run take. */
const SIZE = 1_000_000;

const TASKS = [
  { title: 'copy of a file', task: { copy: { src: 'big', dest: '{{ to }}', mode: '0640' } } },
  { title: 'template', task: { template: { src: 'big', dest: '{{ to }}', mode: '0640' } } },
  {
    title: 'copy of a text',
    task: { copy: { content: '{{ text }}', dest: '{{ to }}', mode: '0640' } },
  },
  { title: 'fetch', task: { fetch: { src: '{{ from }}', dest: '{{ to }}', mode: '0640' } } },
];

for (const { title, task } of TASKS) {
  describe(`${title}, of ${SIZE} bytes`, () => {
    it('carries the content once, and no byte of it where the target has it', () =>
      withFolder(async (folder) => {
        const [from, to] = [join(folder, 'big'), join(folder, 'target')];
        const text = randomBytes(SIZE / 2).toString('hex');
        writeFileSync(from, text);
        const run = () => runHere({ folder, hosts: ['h1'], tasks: [task], vars: { from, to, text } });

        const first = await run();
        const second = await run();
        chmodSync(to, 0o600);
        const third = await run();

        assert.deepEqual(
          [first, second, third].map(({ changed }) => changed),
          [1, 0, 1],
        );
        assert.ok(first.bytes > SIZE, `${first.bytes} bytes`);
        assert.ok(second.bytes < SIZE / 10, `${second.bytes} bytes`);
        assert.ok(third.bytes < SIZE / 10, `${third.bytes} bytes to mend the mode`);
        assert.equal(readFileSync(to, 'utf8'), text);
        assert.equal(statSync(to).mode & 0o777, 0o640);
      }));
  });
}

describe('fetch', () => {
  it('asks the host nothing more once the file is here', () =>
    withFolder(async (folder) => {
      const [src, dest] = [join(folder, 'big'), join(folder, 'target')];
      writeFileSync(src, randomBytes(SIZE));
      const run = () => runHere({ folder, hosts: ['h1'], tasks: [{ fetch: { src, dest } }] });

      const first = await run();
      const second = await run();

      assert.deepEqual([first.changed, second.changed], [1, 0]);
      assert.equal(first.roundTrips, second.roundTrips);
      assert.equal(onlyOne(first.files).bytesRead, 0);
    }));
});

describe('one file for ten hosts', () => {
  const hosts = Array.from({ length: 10 }, (_, index) => `h${index}`);

  it('is hashed once, and sent by what all connections share', () =>
    withFolder(async (folder) => {
      writeFileSync(join(folder, 'big'), randomBytes(SIZE));
      const tasks = [{ copy: { src: 'big', dest: `${folder}/{{ host.name }}` } }];

      const dry = await runHere({ folder, hosts, tasks, check: true });
      const real = await runHere({ folder, hosts, tasks });

      assert.deepEqual([dry.changed, real.changed], [10, 10]);
      assert.equal(onlyOne(dry.files).bytesRead, SIZE);
      assert.equal(new Set(real.files).size, 1);
    }));
});

function onlyOne(files: readonly SourceFiles[]): SourceFiles {
  const [first, ...others] = new Set(files);
  assert.ok(first && others.length === 0);
  return first;
}
