import assert from 'node:assert/strict';
import { SourceFiles } from '../../lib/connection/transfer/source-files.ts';
import type { K3Error } from '../../lib/core/errors.ts';
import { Unknown } from '../../lib/core/unknown.ts';
import type { Facts } from '../../lib/modules/facts.ts';
import { execute, type Execution } from '../../lib/run/execution.ts';
import { createEpochs } from '../../lib/run/epoch.ts';
import { HostSession } from '../../lib/run/host-session.ts';
import { ModelHost } from '../support/model-host.ts';
import { setting } from '../support/setting-module.ts';

interface Params {
  readonly name: string;
  readonly value: string;
  readonly [key: string]: unknown;
}

function openSession(host: ModelHost): HostSession {
  const session = new HostSession({
    name: host.host,
    groups: [],
    vars: {},
    connection: {},
    span: undefined,
    layers: () => [],
  });
  session.attach(host);
  return session;
}

function executeOn(
  session: HostSession,
  params: Params,
  options: { check?: boolean; waits?: string[] } = {},
): Promise<Execution> {
  return execute({
    module: setting,
    params: { verb: 'set', sure: true, action: false, ...params },
    facts: {} as Facts,
    place: {
      session,
      user: undefined,
      check: options.check ?? false,
      signal: new AbortController().signal,
      timeoutMs: undefined,
      announced: { first: undefined },
      predicted: session.predicted,
      epochs: createEpochs(),
      files: new SourceFiles(),
    },
    onWait: (step, missing) => options.waits?.push(`${step.what}: ${missing}`),
  });
}

describe('execute', () => {
  it('asks, changes and asks again', async () => {
    const host = new ModelHost('h', { a: '1' });

    const { status, result, steps } = await executeOn(openSession(host), { name: 'a', value: '2' });

    assert.equal(status, 'changed');
    assert.deepEqual(result, { value: '2' });
    assert.equal(steps.length, 1);
    assert.deepEqual(host.sent, ['get a', 'get a', 'set a 2', 'get a', 'get a']);
  });

  it('sends no step to a host in sync', async () => {
    const host = new ModelHost('h', { a: '2' });

    const { status } = await executeOn(openSession(host), { name: 'a', value: '2' });

    assert.equal(status, 'ok');
    assert.deepEqual(host.sent, ['get a', 'get a']);
  });

  it('fails a step after which the host is as before', async () => {
    const host = new ModelHost('h', { a: '1' });

    await assert.rejects(
      executeOn(openSession(host), { name: 'a', value: '2', verb: 'lie' }),
      (error: K3Error) => {
        assert.equal(error.code, 'run/not-converged');
        assert.match(error.message, /did not converge: a is still 1 after the step that makes it 2/);
        return true;
      },
    );
  });

  it('fails an action that its own proof denies', async () => {
    const host = new ModelHost('h', { a: '1' });

    await assert.rejects(
      executeOn(openSession(host), { name: 'a', value: '2', verb: 'lie', action: true }),
      (error: K3Error) => error.code === 'run/not-confirmed',
    );
  });

  it('takes an action once, though it is due again by nature', async () => {
    const host = new ModelHost('h', { a: '2' });

    const { status } = await executeOn(openSession(host), { name: 'a', value: '2', action: true });

    assert.equal(status, 'changed');
    assert.equal(host.sent.filter((text) => text === 'set a 2').length, 1);
  });

  it('tells what a failing step printed', async () => {
    const host = new ModelHost('h');

    await assert.rejects(
      executeOn(openSession(host), { name: 'a', value: '2', verb: 'fail' }),
      /a: exit code 1: no luck/,
    );
  });

  it('waits first, then looks and plans again', async () => {
    const host = new ModelHost('h');
    const waits: string[] = [];
    const started = executeOn(openSession(host), { name: 'a', value: '2', needs: 'b' }, { waits });
    host.state.set('b', 'x');

    const { status } = await started;

    assert.equal(status, 'changed');
    assert.equal(host.state.get('a'), '2');
  });

  it('gives up waiting at the deadline and says what is missing', async () => {
    const waits: string[] = [];

    await assert.rejects(
      executeOn(openSession(new ModelHost('h')), { name: 'a', value: '2', needs: 'b' }, { waits }),
      (error: K3Error) =>
        error.kind === 'timeout' && /b is set: still not so after 0 s: it is empty/.test(error.message),
    );
    assert.ok(waits.includes('b is set: it is empty'));
  });
});

describe('execute in check mode', () => {
  it('sends only reads', async () => {
    const host = new ModelHost('h', { a: '1' });

    const { status } = await executeOn(openSession(host), { name: 'a', value: '2' }, { check: true });

    assert.equal(status, 'changed');
    assert.deepEqual([...host.state], [['a', '1']]);
    assert.ok(host.sent.every((text) => text.startsWith('get ')));
  });

  it('lets a later task see what an earlier one would have done', async () => {
    const session = openSession(new ModelHost('h', { a: '1' }));

    await executeOn(session, { name: 'a', value: '2' }, { check: true });
    const later = await executeOn(session, { name: 'a', value: '2' }, { check: true });

    assert.equal(later.status, 'ok');
    assert.deepEqual(later.result, { value: '2' });
  });

  it('counts a step that may change nothing as unknown, and what depends on it too', async () => {
    const session = openSession(new ModelHost('h', { a: '1' }));

    const first = await executeOn(session, { name: 'a', value: '2', sure: false }, { check: true });
    const later = await executeOn(session, { name: 'a', value: '2' }, { check: true });

    assert.equal(first.status, 'unknown');
    assert.ok(first.result['value'] instanceof Unknown);
    assert.equal(later.status, 'unknown');
  });

  it('says what it would wait for, without waiting', async () => {
    const session = openSession(new ModelHost('h'));

    const { status, message } = await executeOn(
      session,
      { name: 'a', value: '2', needs: 'b' },
      { check: true },
    );

    assert.equal(status, 'unknown');
    assert.equal(message, 'would wait until b is set: it is empty');
  });
});
