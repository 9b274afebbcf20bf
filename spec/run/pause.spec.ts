import assert from 'node:assert/strict';
import { runOnModel } from '../support/model-run.ts';

const TWO = { w1: { a: '0' }, w2: { a: '0' } };

describe('pause', () => {
  const playbook = (rest: string): string => `
- hosts: web
  tasks:
    - { name: Rest, pause: { ${rest} } }
    - { name: Last, debug: { message: x } }
`;

  it('waits once for all hosts, and says so', async () => {
    const { told, events, exitCode } = await runOnModel(playbook('seconds: 0.001, reason: tea'), {
      hosts: TWO,
    });

    assert.deepEqual(told, ['w1 Rest: ok', 'w1 Last: ok', 'w2 Last: ok']);
    const wait = events.find((event) => event.kind === 'host-waiting');
    assert.deepEqual([wait?.what, wait?.missing], ['tea', '0.001 s to pass']);
    assert.equal(exitCode, 0);
  });

  it('is passed over by a dry run', async () => {
    const { told } = await runOnModel(playbook('seconds: 604800'), { hosts: TWO, check: true });

    assert.deepEqual(told, ['w1 Rest: ok', 'w1 Last: ok', 'w2 Last: ok']);
  });

  it('ends where the run is interrupted', async () => {
    const stop = new AbortController();
    const { exitCode } = await runOnModel(playbook('seconds: 604800'), {
      hosts: TWO,
      stop: stop.signal,
      listen: ({ kind }) => {
        if (kind === 'host-waiting') setImmediate(() => stop.abort());
      },
    });

    assert.equal(exitCode, 130);
  });
});

describe('fail', () => {
  it('fails with its message, as an assertion does', async () => {
    const { events, exitCode } = await runOnModel(
      '- hosts: web\n  tasks: [{ fail: "no {{ host.name }} here", when: host.name == "w1" }]\n',
      { hosts: TWO },
    );

    const failed = events.find((event) => event.kind === 'task-ended' && event.failure);
    assert.ok(failed?.kind === 'task-ended');
    assert.deepEqual([failed.failure?.kind, failed.failure?.message], ['assertion', 'no w1 here']);
    assert.equal(exitCode, 2);
  });
});
