import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HostConnection } from '../../../lib/connection/host-connection.ts';
import { sh } from '../../../lib/connection/sh.ts';
import { openSsh } from '../../../lib/connection/ssh/transport.ts';
import { K3Error } from '../../../lib/core/errors.ts';
import { SHELL_COMMANDS } from '../../connection/here.ts';
import { type Random, createRandom } from '../../support/random.ts';
import { type Expected, type RandomScript, buildRandomScript } from './random-scripts.ts';
import { type Sshd, startSshd } from './sshd.ts';
import { type SpecUser, addUser } from './user.ts';

/** `K3PLAY_RANDOM_MINUTES` goes on for so many minutes, `K3PLAY_RANDOM_SEED` begins where a failure was. */
const MINUTES = Number(process.env['K3PLAY_RANDOM_MINUTES'] ?? 0);
const FIRST_SEED = Number(process.env['K3PLAY_RANDOM_SEED'] ?? Date.now() % 1e9);
const ROUNDS = 4;

describe('random scripts over ssh', function () {
  this.timeout(120_000 + MINUTES * 60_000);
  let hosts: readonly Sshd[];
  let user: SpecUser;

  before(async () => {
    hosts = [await startSshd(), await startSshd(['MaxSessions 1'])];
    user = addUser();
    user.allow('ALL=(ALL) NOPASSWD: ALL');
  });
  after(async () => {
    for (const sshd of hosts) await sshd.stop();
    user.remove();
  });

  const connectTo = async (random: Random): Promise<HostConnection> => {
    const sshd = random.pick(hosts);
    const transport = await openSsh('h1', sshd.settings({ user: user.name }), { home: sshd.folder });
    return new HostConnection(transport, { shell: random.pick(SHELL_COMMANDS) });
  };

  it('are each run once, and answered whole and in order', async () => {
    const start = Date.now();
    const isEnough = (rounds: number): boolean => rounds >= ROUNDS && Date.now() - start >= MINUTES * 60_000;
    for (let seed = FIRST_SEED; !isEnough(seed - FIRST_SEED); seed += 1) {
      const random = createRandom(seed);
      const connection = await connectTo(random);
      try {
        for (let batch = random.below(3); batch >= 0; batch -= 1) await runBatch(connection, random);
      } catch (error) {
        throw new Error(`with K3PLAY_RANDOM_SEED=${seed}`, { cause: error });
      } finally {
        await connection.close();
      }
    }
  });

  const runBatch = async (connection: HostConnection, random: Random): Promise<void> => {
    const log = join(hosts[0]?.folder ?? '', 'log');
    writeFileSync(log, '');
    chmodSync(log, 0o666);
    const users = [undefined, undefined, 'root', 'daemon'];
    const scripts = Array.from({ length: 1 + random.below(12) }, () =>
      buildRandomScript(random, random.pick(users)),
    );

    const outcomes = await Promise.allSettled(
      scripts.map(({ script, options }, i) =>
        connection.run(sh.lines(sh`echo ${i} >>${log}`, script), options),
      ),
    );

    outcomes.forEach((outcome, i) => {
      const wanted = scripts[i];
      assert.ok(wanted);
      assert.deepEqual(
        outcome.status === 'fulfilled' ? describeOutput(outcome.value) : describeFailure(outcome.reason),
        wanted.expected.kind === 'output' ? describeOutput(wanted.expected) : wanted.expected,
        tellScript(wanted, i),
      );
    });
    const ran = readFileSync(log, 'utf8').trim().split('\n').map(Number);
    assert.deepEqual(
      ran.sort((a, b) => a - b),
      scripts.map((_, i) => i),
    );
  };
});

type Whole = Omit<Extract<Expected, { kind: 'output' }>, 'kind' | 'code'> & { readonly code: number | null };

/** Busybox writes to a script's own errors which signal ended it. */
const SIGNAL_WORDS = /(?:Hangup|Interrupt|Killed|Terminated)\n$/;

function describeOutput({ code, stdout, stderr }: Whole): unknown {
  const said = stderr.toString('latin1').replace(code !== null && code > 128 ? SIGNAL_WORDS : /$/, '');
  return { kind: 'output', code, stdout: brief(stdout), stderr: brief(Buffer.from(said, 'latin1')) };
}

function brief(bytes: Buffer): string {
  const text = bytes.toString('latin1');
  if (text.length < 100) return text;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return `${text.slice(0, 40)}… ${bytes.length} bytes, sha256 ${sha256}, …${text.slice(-40)}`;
}

function describeFailure(error: unknown): unknown {
  if (!(error instanceof K3Error)) throw error;
  return { kind: 'failure', code: error.code.replace('connection/', '') };
}

function tellScript({ script, options }: RandomScript, index: number): string {
  const { user, timeoutMs } = options;
  const text =
    script.text.length > 600 ? `${script.text.slice(0, 200)}…${script.text.slice(-200)}` : script.text;
  return `script ${index} as ${user ?? 'the login user'}, ${timeoutMs ?? 'no'} ms:\n${text}`;
}
