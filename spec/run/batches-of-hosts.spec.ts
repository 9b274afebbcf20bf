import assert from 'node:assert/strict';
import { runOnModel } from '../support/model-run.ts';

describe('batches of hosts', () => {
  it('goes on while no more hosts of a batch are lost than the play bears', async () => {
    const { told } = await runOnModel(
      `
- hosts: web
  serial: [2, 100%]
  max_fail_percentage: 50
  tasks:
    - { name: One, setting: { name: a, value: "1", verb: fail }, when: host.name != "w2" }
    - { name: Two, debug: { message: two } }
`,
      { hosts: { w1: { a: '0' }, w2: { a: '0' }, w3: { a: '0' }, w4: { a: '0' }, w5: { a: '1' } } },
    );

    const batches = [told.slice(0, 3), told.slice(3)].map((batch) => [...batch].sort());
    assert.deepEqual(batches, [
      ['w1 One: failed', 'w2 One: skipped', 'w2 Two: ok'],
      ['w3 One: failed', 'w4 One: failed', 'w5 One: ok'],
    ]);
  });

  it('runs a throttled task on so many hosts at a time, in their order', async () => {
    const { events } = await runOnModel(
      `
- hosts: web
  tasks:
    - { name: One, setting: { name: a, value: "2" }, throttle: 1 }
`,
      { hosts: { w1: { a: '1' }, w2: { a: '1' }, w3: { a: '1' } } },
    );

    const ended = events.flatMap((event) => (event.kind === 'task-ended' ? event.host : []));
    assert.deepEqual(ended, ['w1', 'w2', 'w3']);
  });
});
