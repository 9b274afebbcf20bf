import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SourceFiles } from '../../lib/connection/transfer/source-files.ts';
import { modules } from '../../lib/modules/index.ts';
import type { Play, Task } from '../../lib/playbook/model.ts';
import { hashEarly } from '../../lib/run/early-sums.ts';
import { withFolder } from '../support/temporary-folder.ts';

const SIZE = 1000;
const WHOLE = { tags: [], skipTags: [], startAt: undefined };

function copyOf(folder: string, fields: object = {}): Task {
  return {
    ...{ module: 'copy', when: [], blocks: [], tags: [], folders: [folder] },
    params: { literal: { value: { src: 'big', dest: '/x' } } },
    ...fields,
  } as unknown as Task;
}

async function hashIn(
  folder: string,
  task: object,
  options: {
    readonly hosts?: readonly string[];
    readonly stop?: AbortSignal;
    readonly files?: SourceFiles;
  } = {},
): Promise<SourceFiles> {
  const { hosts = ['h1'], stop = new AbortController().signal, files = new SourceFiles() } = options;
  const play = { tags: [], tasks: [copyOf(folder, task)] } as unknown as Play;
  const prepared = { plays: [play], hostsOf: new Map([[play, hosts]]), files };
  await hashEarly({ modules, selection: WHOLE, stop }, prepared);
  return files;
}

describe('hashEarly', () => {
  it('hashes the file of a task, of which nothing is left to do for the task', () =>
    withFolder(async (folder) => {
      writeFileSync(join(folder, 'big'), Buffer.alloc(SIZE));

      const files = await hashIn(folder, {});
      const before = files.bytesRead;
      await files.describe(join(folder, 'big'));

      assert.deepEqual([before, files.bytesRead], [SIZE, SIZE]);
    }));

  const ROWS = [
    { title: 'a task with a condition', task: { when: [{}] } },
    { title: 'a loop', task: { loop: {} } },
    { title: 'a rescue', task: { blocks: [{ part: 'rescue' }] } },
    { title: 'a task that is not wanted', task: { tags: ['never'] } },
    { title: 'params that depend on the host', task: { params: { literal: undefined } } },
    { title: 'a module that does not exist', task: { module: 'nothing' } },
    { title: 'a file that is not there', task: { params: { literal: { value: { src: 'none' } } } } },
    { title: 'a play without hosts', task: {}, hosts: [] },
    { title: 'a run that is stopped', task: {}, stop: AbortSignal.abort() },
  ];
  for (const { title, task, ...options } of ROWS) {
    it(`leaves alone ${title}`, () =>
      withFolder(async (folder) => {
        writeFileSync(join(folder, 'big'), Buffer.alloc(SIZE));

        assert.equal((await hashIn(folder, task, options)).bytesRead, 0);
      }));
  }

  it('leaves it to the task to say that its file cannot be read', () =>
    withFolder(async (folder) => {
      writeFileSync(join(folder, 'big'), '');
      const files = new SourceFiles();
      files.describe = () => Promise.reject(new Error('it cannot be read'));

      await hashIn(folder, {}, { files });
    }));
});
