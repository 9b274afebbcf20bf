import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import { withLock } from '../../lib/lab/lock.ts';
import { withFolder } from '../support/temporary-folder.ts';

describe('withLock', () => {
  it('does one job at a time, and says that it waits', async () => {
    await withFolder(async (folder) => {
      const path = join(folder, 'lock');
      const told: string[] = [];
      const tell = (what: string) => (): Promise<void> => {
        told.push(what);
        return Promise.resolve();
      };

      const second = await withLock(path, async () => {
        const waits = new EventEmitter();
        const waiting = once(waits, 'waits');
        const later = withLock(path, tell('second'), { onWait: () => waits.emit('waits') });
        await waiting;
        await tell('first')();
        return { later };
      });
      await second.later;

      assert.deepEqual(told, ['first', 'second']);
    });
  });

  it('gives the result of the job, and the lock back when it throws', async () => {
    await withFolder(async (folder) => {
      const path = join(folder, 'lock');

      await assert.rejects(
        withLock(path, () => Promise.reject(new Error('broke'))),
        /broke/,
      );

      assert.equal(await withLock(path, () => Promise.resolve(7)), 7);
    });
  });

  it('stops waiting when it is aborted', async () => {
    await withFolder(async (folder) => {
      const path = join(folder, 'lock');
      const controller = new AbortController();
      await withLock(path, async () => {
        const waiting = withLock(path, () => Promise.resolve(), { signal: controller.signal });
        controller.abort(new Error('enough'));

        await assert.rejects(waiting, /enough/);
      });
    });
  });
});
