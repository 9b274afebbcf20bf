import assert from 'node:assert/strict';
import type { Confirm } from '../../lib/run/confirm.ts';
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

describe('pause with a prompt', () => {
  const playbook = (pause: string, rest = ''): string => `
- hosts: web
  tasks:
    - { name: One, look: { name: a } }
    - { name: Ask, pause: ${pause}${rest} }
    - { name: Two, look: { name: b } }
`;
  const hosts = { w1: { a: '0', b: '0' }, w2: { a: '0', b: '0' } };
  const yes =
    (asked: string[]): Confirm =>
    (question, { task }) => {
      asked.push(`${task.name}: ${question}`);
      return Promise.resolve(true);
    };

  it('asks once for all hosts, and anew what it had read ahead', async () => {
    const asked: string[] = [];
    const run = await runOnModel(playbook('"All {{ groups.web.[0] }} well?"'), {
      hosts,
      confirm: yes(asked),
    });

    assert.equal(run.exitCode, 0);
    assert.deepEqual(asked, ['Ask: All w1 well?']);
    assert.deepEqual(
      run.told.filter((line) => line.includes('Ask')),
      ['w1 Ask: ok'],
    );
    const reads = (name: string) => run.hosts.get(name)?.sent.filter((text) => text.includes('get b')).length;
    // The second looks no further than what the first does for all.
    assert.deepEqual([reads('w1'), reads('w2')], [2, 1]);
  });

  it('asks for each host, and for each batch, where the playbook says so', async () => {
    const asked: string[] = [];
    const pause = '{ prompt: "{{ host.name }}?", reason: Look }';
    await runOnModel(playbook(pause, ', run_once: false'), { hosts, confirm: yes(asked) });
    const batches = playbook(pause).replace('hosts: web', 'hosts: web\n  serial: 1');
    await runOnModel(batches, { hosts, confirm: yes(asked) });

    assert.deepEqual(asked, ['Ask: Look\nw1?', 'Ask: Look\nw2?', 'Ask: Look\nw1?', 'Ask: Look\nw2?']);
  });

  it('asks nobody in a dry run', async () => {
    const asked: string[] = [];
    const { exitCode } = await runOnModel(playbook('Well?'), { hosts, check: true, confirm: yes(asked) });

    assert.deepEqual([exitCode, asked], [0, []]);
  });

  it('ends as an interrupted run where the answer is no', async () => {
    const stop = new AbortController();
    const { exitCode, told } = await runOnModel(playbook('Well?'), {
      hosts,
      stop: stop.signal,
      confirm: () => {
        stop.abort();
        return Promise.resolve(false);
      },
    });

    assert.equal(exitCode, 130);
    assert.ok(!told.some((line) => line.includes('Two')));
  });

  it('fails where a run has nobody to ask', async () => {
    const { events, exitCode } = await runOnModel(playbook('Well?'), { hosts });

    const failed = events.find((event) => event.kind === 'task-ended' && event.failure);
    assert.ok(failed?.kind === 'task-ended');
    assert.deepEqual([failed.failure?.code, exitCode], ['run/nobody-to-ask', 2]);
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
