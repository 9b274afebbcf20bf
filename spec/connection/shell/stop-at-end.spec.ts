import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import type { Nature } from '../../../lib/connection/connection.ts';
import { LOADER } from '../../../lib/connection/loader.ts';
import { LocalTransport } from '../../../lib/connection/local.ts';
import { sh } from '../../../lib/connection/sh.ts';
import { buildLoop, STOP } from '../../../lib/connection/shell/loop.ts';
import { Request } from '../../../lib/connection/shell/request.ts';
import { within } from '../../../lib/connection/shell/timers.ts';
import { SHELL_COMMANDS } from '../here.ts';

/** In a fork, `$$` is the shell itself, which leads the group of all that it started. */
const SCRIPT = sh`echo "begun $$ "; (sleep 30; :) & sleep 30; wait`;

/** Tells a script to stop and ends the connection in one go; whether the shell is gone soon, and where it was. */
async function stopAtEnd(shell: string, nature: Nature): Promise<{ gone: boolean; folder: string }> {
  const pipe = await new LocalTransport('here').open(`exec ${shell} -c '${LOADER}'`);
  const [nonce, token] = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')];
  let printed = '';
  const begun = new Promise<void>((resolve) => {
    pipe.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      if (/begun \d+ /.test(printed)) resolve();
    });
  });
  pipe.stderr.resume();
  pipe.stdin.write(buildLoop({ nonce, token, shell }) + new Request(SCRIPT, { nature }).encode(1));
  await begun;
  pipe.stdin.end(`${STOP} 1\n`);
  const ended = pipe.ended.then(() => true);
  const gone = (await within(8000, ended)) === true;
  pipe.destroy();
  const folder = new RegExp(`${nonce} ready (\\S+)`).exec(printed)?.[1] ?? '';
  if (!gone) {
    process.kill(-Number(/begun (\d+) /.exec(printed)?.[1]), 'SIGKILL');
    rmSync(folder, { recursive: true });
  }
  return { gone, folder };
}

describe('a script that is stopped as the connection ends', function () {
  this.timeout(60_000);

  for (const shell of SHELL_COMMANDS) {
    it(`is ended with its shell under ${shell}`, async () => {
      for (let time = 0; time < 5; time += 1) {
        const { gone, folder } = await stopAtEnd(shell, 'read');

        assert.ok(gone, 'the shell is still there');
        assert.notEqual(folder, '');
        assert.equal(existsSync(folder), false);
      }
    });
  }
});
