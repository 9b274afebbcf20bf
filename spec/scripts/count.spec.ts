import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RESULTS } from '../../scripts/stages.ts';

const TSX = pathToFileURL(resolve('node_modules/tsx/dist/esm/index.mjs')).href;

interface Case {
  readonly name: string;
  readonly files: Readonly<Record<string, unknown>>;
  readonly line: string;
  readonly code: number;
}

const GREEN = { passed: 30, failed: 0, skipped: 0 };

const CASES: readonly Case[] = [
  {
    name: 'adds up what every run of mocha wrote',
    files: {
      'stages.json': { failed: [] },
      'unit.json': GREEN,
      'e2e.json': { passed: 12, failed: 0, skipped: 2 },
    },
    line: '42 passed, 0 failed, 2 skipped',
    code: 0,
  },
  {
    name: 'counts specs that failed, and their stage not once more',
    files: {
      'stages.json': { failed: ['unit specs'] },
      'unit.json': { ...GREEN, failed: 3 },
      'e2e.json': GREEN,
    },
    line: '60 passed, 3 failed',
    code: 1,
  },
  {
    name: 'counts a check that failed',
    files: { 'stages.json': { failed: ['lint', 'types'] }, 'unit.json': GREEN, 'e2e.json': GREEN },
    line: '60 passed, 2 failed',
    code: 1,
  },
  {
    name: 'counts coverage that is too low as a failure',
    files: { 'stages.json': { failed: ['unit specs'] }, 'unit.json': GREEN, 'e2e.json': GREEN },
    line: '60 passed, 1 failed',
    code: 1,
  },
  {
    name: 'counts a run of mocha that broke off before it wrote anything',
    files: { 'stages.json': { failed: ['end-to-end specs'] }, 'unit.json': GREEN },
    line: '30 passed, 1 failed',
    code: 1,
  },
  {
    name: 'counts stages that broke off before they could say so',
    files: { 'unit.json': GREEN, 'e2e.json': GREEN },
    line: '60 passed, 1 failed',
    code: 1,
  },
  {
    name: 'counts stages that broke off half-way',
    files: { 'unit.json': GREEN },
    line: '30 passed, 1 failed',
    code: 1,
  },
  { name: 'counts nothing at all as a failure', files: {}, line: '0 passed, 2 failed', code: 1 },
  {
    name: 'does not call it a success that no spec ran',
    files: { 'stages.json': { failed: [] } },
    line: '0 passed, 2 failed',
    code: 1,
  },
];

describe('scripts/count.ts', function () {
  this.timeout(30_000);

  for (const { name, files, line, code } of CASES) {
    it(name, () => {
      const folder = mkdtempSync(join(tmpdir(), 'k3play-count-'));
      try {
        mkdirSync(join(folder, RESULTS), { recursive: true });
        for (const [file, value] of Object.entries(files)) {
          writeFileSync(join(folder, RESULTS, file), JSON.stringify(value));
        }

        const { stdout, status } = spawnSync(
          process.execPath,
          ['--import', TSX, resolve('scripts/count.ts')],
          {
            cwd: folder,
            encoding: 'utf8',
          },
        );

        assert.equal(stdout, `${line}\n`);
        assert.equal(status, code);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  }
});
