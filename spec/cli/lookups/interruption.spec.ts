import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { withCommands } from '../../support/command-here.ts';
import { RunProcess } from '../../support/run-process.ts';
import { isRunning, readPids } from '../../support/running.ts';
import { writeFiles } from '../../support/temporary-folder.ts';
import { withWebServer } from '../../support/web-server.ts';

const SLEEPER = '#!/bin/sh\nsleep 600 &\necho $$ $! > "$1.new"; mv "$1.new" "$1"\nwait\n';

describe('a run that is interrupted while it looks values up', function () {
  this.timeout(60_000);

  for (const [name, interrupt] of [
    [
      'Ctrl-C',
      (run: RunProcess) => {
        run.type('\x03');
      },
    ],
    [
      'SIGTERM',
      (run: RunProcess) => {
        run.kill('SIGTERM');
      },
    ],
  ] as const) {
    it(`ends by ${name} with all that its commands started, and begins no other`, async () => {
      await withWebServer(
        // Never answers.
        () => undefined,
        async ({ url }) => {
          await withCommands({ hosts: ['w1'], tasks: '' }, async (place) => {
            const asks = Array.from({ length: 9 }, (_, at) => `  v${at}: !command [./sleeper, p${at}]\n`);
            const hosts = await readFile(place.inventory, 'utf8');
            await writeFiles(place.folder, {
              sleeper: SLEEPER,
              'hosts.yml': `vars:\n  asked: !http ${url}\n${asks.join('')}${hosts}`,
            });
            const run = new RunProcess(place, {}, { terminal: name === 'Ctrl-C' });
            try {
              // Eight are asked at a time, the server among them.
              const pids = await Promise.all(
                [0, 1, 2, 3, 4, 5, 6].map((at) => readPids(join(place.folder, `p${at}`))),
              );
              interrupt(run);

              assert.equal(await run.ended(), 130, run.text);
              assert.match(
                run.text,
                /k3play: interrupted while values were looked up \[lookup\/interrupted\]/,
              );
              for (const pid of pids.flat()) while (await isRunning(pid)) await delay(20);
              await assert.rejects(readFile(join(place.folder, 'p7')));
            } finally {
              await run.close();
            }
          });
        },
      );
    });
  }
});
