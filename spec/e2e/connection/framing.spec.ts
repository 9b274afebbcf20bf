import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import type { K3Error } from '../../../lib/core/errors.ts';
import type { Output } from '../../../lib/connection/connection.ts';
import { HostConnection } from '../../../lib/connection/host-connection.ts';
import type { Pipe, Traffic, Transport } from '../../../lib/connection/pipe.ts';
import { type Script, sh } from '../../../lib/connection/sh.ts';
import { openSsh } from '../../../lib/connection/ssh/transport.ts';
import { SHELL_COMMANDS, failure, textOf } from '../../connection/here.ts';
import { SCRIPT_CASES, assertScriptCase } from '../../connection/script-cases.ts';
import { type Sshd, startSshd } from './sshd.ts';
import { type SpecUser, addUser } from './user.ts';

/** What ends the shell or the whole connection, and what k3play then says. */
const DESTROYERS: readonly (readonly [title: string, script: Script, code: string])[] = [
  ['kills its shell', sh`kill -9 $PPID; sleep 5`, 'shell-ended'],
  ['kills its shell and what it read from', sh`kill -9 $PPID $(pgrep -P $PPID); sleep 5`, 'shell-ended'],
  ['kills all that the user runs', sh`kill -9 -1; sleep 5`, 'lost'],
];

for (const shell of SHELL_COMMANDS) {
  describe(`framing over ssh under ${shell}`, () => {
    let sshd: Sshd;
    let user: SpecUser;
    let heard: ListeningTransport;
    let connection: HostConnection;

    before(async () => {
      sshd = await startSshd();
      user = addUser();
    });
    after(async () => {
      await sshd.stop();
      user.remove();
    });
    beforeEach(async () => {
      heard = new ListeningTransport(
        await openSsh('h1', sshd.settings({ user: user.name }), { home: sshd.folder }),
      );
      connection = new HostConnection(heard, { shell });
    });
    afterEach(() => connection.close());

    it('is not confused by any script, all sent at once', async () => {
      const outputs = await Promise.all(SCRIPT_CASES.map(({ script }) => connection.run(script)));

      SCRIPT_CASES.forEach((scriptCase, i) => {
        const output = outputs[i];
        assert.ok(output);
        assertScriptCase(scriptCase, output);
      });
      assert.equal(connection.stats.roundTrips, 1);
    });

    it('has a delimiter that no script can find in what it sees', async () => {
      const everything = sh`set; export -p
cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline /proc/[0-9]*/comm 2>/dev/null
for file in "$(dirname "$0")"/*; do if [ -f "$file" ]; then cat "$file"; fi; done
ls -lR /proc/self/fd /proc/$PPID/fd "$HOME" 2>&1; cat "$0"`;

      const { stdout } = await connection.run(everything);

      const nonce = heard.nonce();
      assert.ok(stdout.length > 1000);
      assert.equal(stdout.includes(nonce), false);
    });

    it('ends what runs past its time with all of its group, and keeps the connection', async () => {
      const slow = sh`trap '' TERM INT HUP; exec 1>&- 2>&-; sleep 4242 & sh -c 'sleep 4242' & sleep 4242; wait`;

      const run = connection.run(slow, { timeoutMs: 300 });
      const behind = connection.run(sh`pgrep -u ${user.name} -f '^sleep 424[2]' || echo none`);

      await assert.rejects(run, failure('timeout', 'connection/timeout'));
      assert.equal(textOf((await behind).stdout), 'none\n');
      assert.equal(sshd.sessions().length, 1);
    });

    for (const [title, script, code] of DESTROYERS) {
      it(`says so, and hangs not, where a script ${title}`, async () => {
        const before = answerOf(connection.run(sh`echo before`));
        const run = connection.run(script);
        const behind = answerOf(connection.run(sh`echo behind`));
        const isLost = failure('lost', 'connection/lost');

        await assert.rejects(run, failure('lost', `connection/${code}`));
        if (code === 'lost') {
          // With sshd's own process of that user goes what it had not sent yet.
          const outcome = await before;
          assert.ok(outcome === 'before\n' || isLost(outcome));
          assert.ok(isLost(await behind));
        } else {
          assert.equal(await before, 'before\n');
          assert.equal(await behind, 'behind\n');
        }
      });
    }

    it('answers, or says why not, where a script removes the files of its shell', async () => {
      const run = connection.run(sh`rm -rf "$(dirname "$0")"; echo gone`);
      const outcome = await run.then(
        ({ stdout }) => textOf(stdout),
        (error: unknown) => (error as K3Error).kind,
      );

      assert.ok(['gone\n', 'module', 'lost'].includes(outcome), outcome);
    });
  });
}

/** What it printed, or how it failed. */
function answerOf(run: Promise<Output>): Promise<unknown> {
  return run.then(
    ({ stdout }) => textOf(stdout),
    (error: unknown) => error,
  );
}

/** Hears what is sent to the host. */
class ListeningTransport implements Transport {
  readonly host: string;
  readonly loginUser: string;
  readonly lost: Promise<K3Error>;
  readonly #transport: Transport;
  #sent = '';

  constructor(transport: Transport) {
    this.#transport = transport;
    this.host = transport.host;
    this.loginUser = transport.loginUser;
    this.lost = transport.lost;
  }

  get traffic(): Traffic {
    return this.#transport.traffic;
  }

  async open(command: string): Promise<Pipe> {
    const pipe = await this.#transport.open(command);
    const stdin = new PassThrough();
    stdin.on('data', (chunk: Buffer) => (this.#sent += chunk.toString('latin1')));
    stdin.pipe(pipe.stdin);
    return { ...pipe, stdin };
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  nonce(): string {
    const nonce = /k3_nonce=([0-9a-f]{32})/.exec(this.#sent)?.[1];
    assert.ok(nonce);
    return nonce;
  }
}
