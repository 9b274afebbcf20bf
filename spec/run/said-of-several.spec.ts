import assert from 'node:assert/strict';
import { runOnModel } from '../support/model-run.ts';

const FAILS = 'setting: { name: a, value: "9", verb: fail }';
const HOSTS = { w1: { a: '1' }, w2: { a: '1' } };

function run(play: string) {
  return runOnModel(`- hosts: web\n${play}`, { hosts: HOSTS, concurrency: 1 });
}

describe('what is said of several tasks', () => {
  it('ignores failures of a whole play, but for a task that says otherwise', async () => {
    const ran = await run(`
  ignore_errors: true
  tasks:
    - { name: One, ${FAILS} }
    - { name: Two, ignore_errors: false, when: host.name == "w2", ${FAILS} }
    - { name: Three, debug: { message: x } }
`);

    assert.deepEqual(ran.told, [
      ...['w1 One: failed', 'w2 One: failed', 'w1 Two: skipped', 'w2 Two: failed', 'w1 Three: ok'],
    ]);
  });

  it('runs a block once', async () => {
    const ran = await run(`
  tasks:
    - run_once: true
      block:
        - { name: One, debug: { message: x } }
        - { name: Two, run_once: false, debug: { message: x } }
`);

    assert.deepEqual(ran.told, ['w1 One: ok', 'w1 Two: ok', 'w2 Two: ok']);
  });

  it('tells only the status of the tasks of a block that is secret', async () => {
    const ran = await run(`
  tasks:
    - secret: true
      block: [{ name: One, debug: { message: hidden words } }]
`);

    assert.ok(!JSON.stringify(ran.events).includes('hidden words'));
  });
});
