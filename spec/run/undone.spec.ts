import assert from 'node:assert/strict';
import type { RunEvent } from '../../lib/run/events.ts';
import { type ModelRun, type ModelRunOptions, runOnModel } from '../support/model-run.ts';

const TWO_PLAYS = `
- hosts: web
  tasks:
    - { name: One, setting: { name: a, value: "2" }, notify: Then }
    - { name: Two, fail: { message: no }, when: host.name == "w2" }
    - { name: Three, setting: { name: a, value: "3" } }
  handlers:
    - { name: Then, setting: { name: b, value: x } }
- hosts: web
  tasks:
    - { name: Four, debug: { message: four } }
`;

/** What the closing line says: the hosts, the first task, how many follow, and handlers. */
function undoneOf({ events }: ModelRun): readonly string[] {
  const last = events.at(-1);
  assert.ok(last?.kind === 'run-ended');
  return (last.undone ?? []).map(
    ({ hosts, task, after, handlers }) =>
      `${hosts.join(' ')}: ${task?.name ?? 'none'} +${after}${handlers.map((name) => ` ${name}`).join('')}`,
  );
}

/** Runs until a task of that name has ended somewhere. */
function runUntil(name: string, playbook: string, options: ModelRunOptions): Promise<ModelRun> {
  const controller = new AbortController();
  return runOnModel(playbook, {
    ...options,
    stop: controller.signal,
    listen: (event: RunEvent) => {
      if (event.kind === 'task-ended' && event.task.name === name) controller.abort();
    },
  });
}

const hosts = { w1: { a: '1' }, w2: { a: '1' } };

describe('what a run leaves undone', () => {
  it('is told for hosts with the same together, where it is interrupted', async () => {
    assert.deepEqual(undoneOf(await runUntil('One', TWO_PLAYS, { hosts })), ['w1 w2: Two +2 Then']);
  });

  it('begins with the task that failed, on the host on which it did', async () => {
    assert.deepEqual(undoneOf(await runOnModel(TWO_PLAYS, { hosts })), ['w2: Two +2 Then']);
  });

  it('is all of it where there was no connection, and nothing where the host is in no play', async () => {
    const playbook = TWO_PLAYS.replace('hosts: web', 'hosts: w1');
    const run = await runOnModel(playbook, { hosts, unreachable: ['w1', 'w2'] });

    assert.deepEqual(undoneOf(run), ['w1: One +3', 'w2: Four +0']);
  });

  it('is what later batches and hosts of an ended play did not come to', async () => {
    const playbook = `
- hosts: web
  serial: 1
  tasks:
    - { name: One, setting: { name: a, value: "2" } }
    - { name: Two, debug: { message: two } }
`;
    assert.deepEqual(undoneOf(await runUntil('One', playbook, { hosts })), ['w1: Two +0', 'w2: One +1']);
  });

  it('begins with a loop that was cut short', async () => {
    const playbook = `
- hosts: web
  tasks:
    - { name: One, setting: { name: a, value: "{{ item }}" }, loop: ["2", "3"] }
    - { name: Two, debug: { message: two } }
`;
    assert.deepEqual(undoneOf(await runUntil('One', playbook, { hosts: { w1: { a: '1' } } })), [
      'w1: One +1',
    ]);
  });

  it('begins with what failed in a block, not with what stands after its always', async () => {
    const playbook = `
- hosts: web
  tasks:
    - block:
        - { name: One, fail: { message: no } }
        - { name: Two, debug: { message: two } }
      always:
        - { name: Three, debug: { message: three } }
    - { name: Four, debug: { message: four } }
`;
    assert.deepEqual(undoneOf(await runOnModel(playbook, { hosts: { w1: {} } })), ['w1: One +3']);
  });

  it('leaves out what was made good, and a play that was ended', async () => {
    const playbook = `
- hosts: web
  tasks:
    - block:
        - { name: One, fail: { message: no } }
        - { name: Two, debug: { message: two } }
      rescue:
        - { name: Three, debug: { message: three } }
    - { name: End, meta: end_host, when: host.name == "w1" }
    - { name: Four, debug: { message: four } }
- hosts: web
  tasks:
    - { name: Five, debug: { message: five } }
    - { name: Six, debug: { message: six } }
`;
    assert.deepEqual(undoneOf(await runUntil('Five', playbook, { hosts })), ['w1 w2: Six +0']);
    assert.deepEqual(undoneOf(await runUntil('Four', playbook, { hosts })), ['w1 w2: Five +1']);
  });

  it('is told of hosts that go at their own pace', async () => {
    const playbook = `
- hosts: web
  strategy: free
  tasks:
    - { name: One, setting: { name: a, value: "2" } }
    - { name: Two, fail: { message: no }, when: host.name == "w2" }
    - { name: Three, debug: { message: three } }
`;
    assert.deepEqual(undoneOf(await runOnModel(playbook, { hosts })), ['w2: Two +1']);
  });

  it('leaves out what stands before --start-at, in plays that have hosts', async () => {
    const playbook = `
- hosts: web
  when: host.name == "none"
  tasks:
    - { name: Two, debug: { message: two } }
${TWO_PLAYS.trimStart()}`;

    const run = await runOnModel(playbook, { hosts, startAt: 'Two' });

    assert.deepEqual(undoneOf(run), ['w2: Two +2']);
  });

  it('is nothing in a dry run', async () => {
    assert.deepEqual(undoneOf(await runUntil('One', TWO_PLAYS, { hosts, check: true })), []);
  });
});
