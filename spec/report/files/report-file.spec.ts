import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DiagnosticsError } from '../../../lib/core/diagnostic.ts';
import { createFileReporter } from '../../../lib/report/files/report-file.ts';
import { withFolder } from '../../support/temporary-folder.ts';
import { ended, failure, playStarted, runEnded, runStarted, started, step, taskRef } from '../run-events.ts';

const TASK = taskRef('Configure');
const EVENTS = [
  runStarted(['w1']),
  { kind: 'warning', message: 'careful' },
  playStarted('Web', ['w1']),
  started(TASK, ['w1']),
  ended(TASK, 'w1', {
    status: 'failed',
    steps: [step('x', ['0', '1'], { diff: { before: 'a', after: 'b' } })],
    failure: failure('broken'),
    result: { rc: 1 },
  }),
  runEnded({ w1: { failed: 1 } }, { exitCode: 2 }),
] as const;

describe('createFileReporter', () => {
  for (const diff of [true, false]) {
    it(`writes the run as one JSON document, ${diff ? 'with' : 'without'} texts before and after`, async () => {
      await withFolder(async (folder) => {
        const file = join(folder, 'run.json');
        writeFileSync(file, 'of an earlier run');
        const reporter = await createFileReporter([{ form: 'json', file }], { diff });

        for (const event of EVENTS) reporter.listen(event);
        await reporter.close();

        assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), {
          startedAt: '2026-01-01T03:00:00.000Z',
          durationMs: 61_000,
          check: false,
          playbooks: ['site.yml'],
          exitCode: 2,
          hosts: { w1: { ok: 0, changed: 0, unknown: 0, skipped: 0, failed: 1, unreachable: 0 } },
          unreachable: [],
          warnings: [{ message: 'careful' }],
          plays: [
            {
              name: 'Web',
              hosts: ['w1'],
              tasks: [
                {
                  ...TASK,
                  results: [
                    {
                      host: 'w1',
                      status: 'failed',
                      failure: { kind: 'module', code: 'service/failed', message: 'broken' },
                      steps: [
                        {
                          kind: 'put',
                          subject: 'x',
                          from: '0',
                          to: '1',
                          certain: true,
                          ...(diff && { diff: { before: 'a', after: 'b' } }),
                        },
                      ],
                      result: { rc: 1 },
                      durationMs: 12,
                    },
                  ],
                },
              ],
            },
          ],
        });
        assert.equal(statSync(file).mode & 0o777, 0o600);
        assert.deepEqual(readdirSync(folder), ['run.json']);
      });
    });
  }

  it('writes several files of one run', async () => {
    await withFolder(async (folder) => {
      const files = [
        { form: 'json', file: join(folder, 'a') },
        { form: 'junit', file: join(folder, 'b') },
      ] as const;
      const reporter = await createFileReporter(files, { diff: false });

      for (const event of EVENTS) reporter.listen(event);
      await reporter.close();

      assert.match(readFileSync(join(folder, 'b'), 'utf8'), /failures="1"/);
      assert.match(readFileSync(join(folder, 'a'), 'utf8'), /"exitCode": 2/);
    });
  });

  it('refuses before the run what could not be written after it', async () => {
    await withFolder(async (folder) => {
      mkdirSync(join(folder, 'sub'));
      const rows = [
        [join(folder, 'sub'), /sub cannot be written: it is no file/],
        [join(folder, 'nowhere', 'x.xml'), /there is no folder .*nowhere/],
      ] as const;
      for (const [file, message] of rows) {
        await assert.rejects(createFileReporter([{ form: 'junit', file }], { diff: false }), (error) => {
          assert.ok(error instanceof DiagnosticsError);
          assert.match(error.diagnostics[0]?.message ?? '', message);
          return true;
        });
      }
    });
  });
});
