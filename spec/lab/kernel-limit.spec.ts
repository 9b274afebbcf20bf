import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { raiseKernelLimit } from '../../lib/lab/kernel-limit.ts';
import type { LabProgress } from '../../lib/lab/model.ts';
import { withFolder } from '../support/temporary-folder.ts';

const CASES = [
  { title: 'raises a limit that is too low, and says so', from: '128\n', to: '4096\n', told: 1 },
  { title: 'leaves alone one that is high enough', from: '8192\n', to: '8192\n', told: 0 },
];

describe('raiseKernelLimit', () => {
  for (const { title, from, to, told } of CASES) {
    it(title, () =>
      withFolder(async (folder) => {
        const path = join(folder, 'limit');
        await writeFile(path, from);
        const heard: LabProgress[] = [];

        await raiseKernelLimit({ onProgress: (progress) => heard.push(progress) }, path);

        assert.equal(await readFile(path, 'utf8'), to);
        assert.equal(heard.length, told);
      }),
    );
  }
});
