import assert from 'node:assert/strict';
import { SourceFiles } from '../../lib/connection/transfer/source-files.ts';
import { K3Error } from '../../lib/core/errors.ts';
import type { Host } from '../../lib/inventory/model.ts';
import { createEpochs } from '../../lib/run/epoch.ts';
import { HostSession } from '../../lib/run/host-session.ts';
import { awaitRestart } from '../../lib/run/restart.ts';
import { ModelHost } from '../support/model-host.ts';
import { readSetting } from '../support/setting-module.ts';

const refused = new K3Error('w1 refused the connection', { kind: 'unreachable', code: 'connection/refused' });

/** Waits for boot "two"; each attempt to connect is the next of these: a boot, or why there is none. */
async function wait(attempts: readonly (string | Error)[], { timeoutMs = 60_000, stop = 0 } = {}) {
  const session = new HostSession({ name: 'w1' } as Host);
  const abort = new AbortController();
  let made = 0;
  const reconnect = async (): Promise<void> => {
    await Promise.resolve();
    const next = attempts[Math.min(made, attempts.length - 1)] ?? '';
    made += 1;
    if (made === stop) abort.abort();
    if (next instanceof Error) throw next;
    session.attach(new ModelHost('w1', { boot: next }));
  };
  const place = {
    session,
    user: undefined,
    check: false,
    signal: abort.signal,
    timeoutMs: undefined,
    announced: { first: undefined },
    predicted: session.predicted,
    epochs: createEpochs(),
    files: new SourceFiles(),
    reconnect,
  };
  const isBack = (answer: unknown): boolean => answer === 'two';
  await awaitRestart({ read: readSetting('boot'), isBack, intervalMs: 1, timeoutMs }, place);
  return made;
}

describe('awaitRestart', () => {
  it('goes on while the host is not down yet, is away, or refuses a login', async () => {
    const locked = new K3Error('held', { kind: 'module', code: 'run/locked' });
    const login = new K3Error('System is going down', { kind: 'auth', code: 'connection/auth' });

    assert.equal(await wait(['one', login, refused, refused, locked, 'two']), 6);
  });

  it('gives up when the time is over, saying what is wrong', async () => {
    await assert.rejects(wait([refused], { timeoutMs: 0 }), (error: unknown) => {
      assert.ok(error instanceof K3Error);
      assert.equal(error.kind, 'unreachable');
      assert.match(error.message, /^w1 is not back after 0 s: w1 refused the connection$/);
      return true;
    });
    await assert.rejects(wait(['one'], { timeoutMs: 0 }), /it has not gone down yet/);
  });

  it('ends with the run', async () => {
    await assert.rejects(wait([refused], { stop: 3 }), { name: 'AbortError' });
  });

  it('hides no fault of our own', async () => {
    await assert.rejects(wait([new TypeError('ours')]), TypeError);
  });
});
