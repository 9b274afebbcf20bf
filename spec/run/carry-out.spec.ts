import assert from 'node:assert/strict';
import { SourceFiles } from '../../lib/connection/transfer/source-files.ts';
import {
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { sh } from '../../lib/connection/sh.ts';
import type { K3Error } from '../../lib/core/errors.ts';
import { Secret } from '../../lib/core/secret.ts';
import { hostRead, textOf } from '../../lib/modules/read.ts';
import { change, PlanFault, poll, run, type LocalPutStep, type PollStep } from '../../lib/modules/step.ts';
import type { Place } from '../../lib/run/place.ts';
import { carryOut, describeFailure, missingNow, waitFor } from '../../lib/run/carry-out.ts';
import { createEpochs } from '../../lib/run/epoch.ts';
import { HostSession } from '../../lib/run/host-session.ts';
import { ModelHost } from '../support/model-host.ts';
import { withFolder } from '../support/temporary-folder.ts';

function placeOn(host: ModelHost, signal = new AbortController().signal): Place {
  const session = new HostSession({
    name: host.host,
    groups: [],
    vars: {},
    connection: {},
    span: undefined,
    layers: () => [],
  });
  session.attach(host);
  return {
    session,
    user: undefined,
    check: false,
    signal,
    timeoutMs: undefined,
    announced: { first: undefined },
    predicted: new Map(),
    epochs: createEpochs(),
    files: new SourceFiles(),
  };
}

const place = (): Place => placeOn(new ModelHost('h'));

describe('carryOut of a script', () => {
  const fail = (codes: readonly number[] | 'any' | undefined) =>
    carryOut(run({ change: change('x', 'a', 'b'), script: sh`fail`, codes }), place());

  it('gives the output where the code is one of those that are a success', async () => {
    assert.equal((await fail([0, 1]))?.code, 1);
    assert.equal((await fail('any'))?.code, 1);
  });

  it('fails with what was printed where it is not', async () => {
    for (const codes of [undefined, [0, 2]] as const) {
      await assert.rejects(fail(codes), { message: 'x: exit code 1: no luck', code: 'run/step-failed' });
    }
  });
});

describe('describeFailure', () => {
  const output = { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0), truncated: false, durationMs: 1 };
  const lines = Array.from({ length: 30 }, (_, index) => `line ${index}`).join('\n');
  const rows = [
    { title: 'the code alone', output: { code: 3 }, words: /^exit code 3$/ },
    { title: 'the signal', output: { code: null, signal: 'SIGKILL' }, words: /^ended by SIGKILL$/ },
    { title: 'an end without a word', output: { code: null }, words: /^ended by a signal$/ },
    {
      title: 'errors rather than output',
      output: { code: 1, stdout: Buffer.from('out'), stderr: Buffer.from('err\n') },
      words: /^exit code 1: err$/,
    },
    {
      title: 'output where there are no errors',
      output: { code: 1, stdout: Buffer.from('out\n') },
      words: /^exit code 1: out$/,
    },
    {
      title: 'the last lines of many',
      output: { code: 1, stderr: Buffer.from(lines) },
      words: /^exit code 1: line 10\n[^]*line 29$/,
    },
  ];
  for (const { title, words, output: given } of rows) {
    it(`tells ${title}`, () => assert.match(describeFailure({ ...output, ...given }), words));
  }
});

describe('carryOut of a file of this machine', () => {
  const put = (localPath: string, bytes: Buffer | Secret): LocalPutStep => ({
    kind: 'put-here',
    localPath,
    bytes,
    mode: '0600',
    change: change(localPath, null, 'made'),
  });

  it('writes it with its mode, folders and all, and nothing beside it', () =>
    withFolder(async (folder) => {
      const path = join(folder, 'a/b/kubeconfig');
      await carryOut(put(path, new Secret('hush')), place());
      await carryOut(put(path, Buffer.from('again')), place());

      assert.equal(readFileSync(path, 'utf8'), 'again');
      assert.equal(statSync(path).mode & 0o777, 0o600);
      assert.deepEqual(readdirSync(join(folder, 'a/b')), ['kubeconfig']);
    }));

  it('gives a file that others could read its mode', () =>
    withFolder(async (folder) => {
      const path = join(folder, 'x');
      writeFileSync(path, 'old', { mode: 0o644 });

      await carryOut(put(path, new Secret('new')), place());

      assert.equal(statSync(path).mode & 0o777, 0o600);
    }));

  it('writes where a link leads, and leaves the link', () =>
    withFolder(async (folder) => {
      const [path, link] = [join(folder, 'x'), join(folder, 'link')];
      writeFileSync(path, 'old');
      symlinkSync(path, link);

      await carryOut(put(link, new Secret('new')), place());

      assert.equal(readFileSync(path, 'utf8'), 'new');
      assert.ok(lstatSync(link).isSymbolicLink());
    }));

  it('leaves nothing behind where it cannot', () =>
    withFolder(async (folder) => {
      mkdirSync(join(folder, 'd'));
      writeFileSync(join(folder, 'd/x'), '');

      await assert.rejects(
        carryOut(put(join(folder, 'd'), new Secret('hush')), place()),
        (error: K3Error) => {
          assert.equal(error.code, 'run/local-write');
          assert.match(error.message, /^cannot write .*\/d on this machine: /);
          return true;
        },
      );
      assert.deepEqual(readdirSync(folder), ['d']);
    }));
});

describe('waitFor', () => {
  const read = hostRead({ key: 'a', script: sh`get a`, parse: textOf });
  const wait = (given: Partial<Omit<PollStep, 'kind' | 'read' | 'missing'>> = {}): PollStep =>
    poll({
      what: 'a is ready',
      read,
      missing: (value) => (value === 'ready' ? undefined : `it is ${value}`),
      hopeless: (value) => (value === 'broken' ? new PlanFault('a broke', { hint: 'mend it' }) : undefined),
      intervalMs: 1,
      timeoutMs: 10,
      ...given,
    });
  const evidence = hostRead({ key: 'b', script: sh`get journal`, parse: textOf });

  it('ends once the condition holds', async () => {
    const host = new ModelHost('h', { a: 'late' });
    const missing: string[] = [];

    await waitFor(wait({ timeoutMs: 10_000 }), placeOn(host), {
      onWait: (what) => {
        missing.push(what);
        host.state.set('a', 'ready');
      },
    });

    assert.deepEqual(missing, ['it is late']);
  });

  it('does not wait for what will never be', async () => {
    const host = new ModelHost('h', { a: 'broken', journal: 'segfault' });

    await assert.rejects(
      waitFor(wait({ timeoutMs: 3_600_000, evidence }), placeOn(host), { onWait: () => assert.fail() }),
      { message: 'a broke\nsegfault', code: 'run/wait-hopeless', hint: 'mend it' },
    );
  });

  it('gives up at the deadline with what the host has to say and what to do', async () => {
    const host = new ModelHost('h', { a: 'late', journal: 'still starting' });

    await assert.rejects(
      waitFor(wait({ evidence, hint: 'start it' }), placeOn(host), { onWait: () => undefined }),
      {
        message: 'a is ready: still not so after 0 s: it is late\nstill starting',
        kind: 'timeout',
        hint: 'start it',
      },
    );
  });

  it('ends at once where the run is aborted', async () => {
    const controller = new AbortController();
    const waiting = waitFor(
      wait({ intervalMs: 3_600_000, timeoutMs: 7_200_000 }),
      placeOn(new ModelHost('h', { a: 'late' }), controller.signal),
      { onWait: () => setImmediate(() => controller.abort()) },
    );

    await assert.rejects(waiting, { name: 'AbortError' });
  });

  it('tells beforehand whether it would be needed', async () => {
    assert.equal(await missingNow(wait(), placeOn(new ModelHost('h', { a: 'late' }))), 'it is late');
    assert.equal(await missingNow(wait(), placeOn(new ModelHost('h', { a: 'ready' }))), undefined);
  });
});
