import assert from 'node:assert/strict';
import type { RunEvent } from '../../lib/run/events.ts';
import { type ModelRun, type ModelRunOptions, runOnModel } from '../support/model-run.ts';

const PLAYBOOK = `
- hosts: web
  tasks:
    - { name: One, setting: { name: a, value: "2" }, notify: Then }
    - { name: Two, setting: { name: a, value: "3" } }
  handlers:
    - { name: Then, setting: { name: b, value: x } }
- hosts: web
  tasks:
    - { name: Three, debug: { message: three } }
`;

/** Runs, and aborts `which` at the first event that is asked for. */
function runUntil(
  isIt: (event: RunEvent) => boolean,
  options: ModelRunOptions & { readonly which: 'stop' | 'abort'; readonly playbook?: string },
): Promise<ModelRun> {
  const { which, playbook = PLAYBOOK, ...rest } = options;
  const controller = new AbortController();
  return runOnModel(playbook, {
    ...rest,
    [which]: controller.signal,
    listen: (event) => {
      if (isIt(event)) controller.abort();
    },
  });
}

const ended = (event: RunEvent): boolean => event.kind === 'task-ended';
const hosts = { w1: { a: '1' }, w2: { a: '1' } };

describe('a run that is interrupted', () => {
  it('begins no other task, handler or play, and ends with 130', async () => {
    const run = await runUntil(ended, { hosts, which: 'stop' });

    assert.deepEqual(run.told, ['w1 One: changed', 'w2 One: changed']);
    assert.equal(run.exitCode, 130);
    assert.ok([...run.hosts.values()].every(({ closed }) => closed));
  });

  it('leaves the handlers owed on the hosts', async () => {
    const run = await runUntil(ended, { hosts, which: 'stop' });

    assert.deepEqual(
      [...run.hosts.values()].map(({ debts }) => debts.size),
      [1, 1],
    );
  });

  it('begins no other round of a loop', async () => {
    const playbook =
      '- hosts: web\n  tasks:\n    - { name: One, setting: { name: a, value: "{{ item }}" }, loop: ["2", "3"] }\n';
    const run = await runUntil(ended, { hosts: { w1: { a: '1' } }, which: 'stop', playbook });

    assert.deepEqual(run.told, ['w1 One: changed']);
    assert.equal(run.hosts.get('w1')?.state.get('a'), '2');
  });

  it('does not sit out the pause between two tries', async () => {
    const playbook =
      '- hosts: web\n  tasks:\n    - { name: One, look: { name: a }, until: false, retries: 9, delay: 3600, failed_when: false }\n';
    const started = (event: RunEvent): boolean => event.kind === 'task-started';
    const run = await runUntil(started, { hosts: { w1: { a: '0' } }, which: 'stop', playbook });

    assert.deepEqual(run.told, ['w1 One: failed']);
    const one = run.events.find((event) => event.kind === 'task-ended');
    assert.equal(one?.failure?.kind, 'interrupted');
    assert.equal(run.exitCode, 130);
  });

  it('asks the hosts nothing more once it is aborted', async () => {
    const started = (event: RunEvent): boolean => event.kind === 'task-started';
    const run = await runUntil(started, { hosts: { w1: { a: '1' } }, which: 'abort' });

    assert.deepEqual(run.told, ['w1 One: failed']);
    assert.deepEqual(run.hosts.get('w1')?.sent, []);
    const one = run.events.find((event) => event.kind === 'task-ended');
    assert.equal(one?.failure?.kind, 'interrupted');
  });
});

describe('the time limit of a task', () => {
  it('is that of its questions and its steps', async () => {
    const { hosts: models } = await runOnModel(
      '- hosts: web\n  tasks:\n    - { name: One, setting: { name: a, value: "2" }, timeout: 1.5 }\n',
      { hosts: { w1: { a: '1' } } },
    );

    assert.deepEqual(models.get('w1')?.timeouts, Array(5).fill(1500));
  });

  it('is two minutes for questions and none for steps where nothing is said', async () => {
    const { hosts: models } = await runOnModel(
      '- hosts: web\n  tasks:\n    - { name: One, setting: { name: a, value: "2" } }\n',
      { hosts: { w1: { a: '1' } } },
    );

    assert.deepEqual(models.get('w1')?.timeouts, [120_000, 120_000, undefined, 120_000, 120_000]);
  });
});
