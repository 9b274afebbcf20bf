import assert from 'node:assert/strict';
import { runOnModel, type ModelRun } from '../support/model-run.ts';

const FAILS = 'setting: { name: a, value: "9", verb: fail }';

function run(
  tasks: string,
  hosts: Readonly<Record<string, Readonly<Record<string, string>>>> = { w1: { a: '1' } },
) {
  return runOnModel(`- hosts: web\n  tasks:\n${tasks}`, { hosts, concurrency: 1 });
}

function say(name: string): string {
  return `{ name: ${name}, debug: { message: x } }`;
}

function countsOf({ events }: ModelRun, host: string) {
  const ended = events.find((event) => event.kind === 'run-ended');
  const { ok, failed } = ended?.hosts[host] ?? assert.fail();
  return { ok, failed };
}

describe('blocks', () => {
  it('make good a failure on the hosts that have it, and on no other', async () => {
    const ran = await run(
      `
    - name: Risky
      block:
        - { name: One, ${FAILS}, when: host.name == "w1", register: one }
        - ${say('Two')}
      rescue:
        - { name: Mend, debug: { message: "{{ one.failed }}" } }
      always:
        - ${say('Clear')}
    - ${say('After')}
`,
      { w1: { a: '1' }, w2: { a: '1' } },
    );

    assert.deepEqual(ran.told, [
      ...['w1 One: failed', 'w2 One: skipped', 'w2 Two: ok', 'w1 Mend: ok'],
      ...['w1 Clear: ok', 'w2 Clear: ok', 'w1 After: ok', 'w2 After: ok'],
    ]);
    assert.equal(ran.exitCode, 0);
    assert.deepEqual(countsOf(ran, 'w1'), { ok: 4, failed: 0 });
    const failed = ran.events.find((event) => event.kind === 'task-ended' && event.failure);
    assert.equal(failed?.kind === 'task-ended' && failed.borne, 'rescued');
  });

  it('clear up after a failure that nothing makes good, which ends the host after that', async () => {
    const ran = await run(`
    - block:
        - { name: One, ${FAILS} }
        - ${say('Two')}
      always:
        - ${say('Clear')}
    - ${say('After')}
`);

    assert.deepEqual(ran.told, ['w1 One: failed', 'w1 Clear: ok']);
    assert.equal(ran.exitCode, 2);
  });

  it('end the host where the rescue fails too, after what is always done', async () => {
    const ran = await run(`
    - block:
        - { name: One, ${FAILS} }
      rescue:
        - { name: Mend, ${FAILS} }
        - ${say('Never')}
      always:
        - ${say('Clear')}
    - ${say('After')}
`);

    assert.deepEqual(ran.told, ['w1 One: failed', 'w1 Mend: failed', 'w1 Clear: ok']);
    assert.deepEqual(countsOf(ran, 'w1'), { ok: 2, failed: 1 });
    assert.equal(ran.exitCode, 2);
  });

  it('hand a failure on to the block around them, once they have cleared up', async () => {
    const ran = await run(`
    - block:
        - block:
            - { name: One, ${FAILS} }
          always:
            - ${say('Clear')}
        - ${say('Two')}
      rescue:
        - ${say('Mend')}
    - ${say('After')}
`);

    assert.deepEqual(ran.told, ['w1 One: failed', 'w1 Clear: ok', 'w1 Mend: ok', 'w1 After: ok']);
    assert.equal(ran.exitCode, 0);
  });

  it('end the host where what is always done fails', async () => {
    const ran = await run(`
    - block:
        - ${say('One')}
      rescue:
        - ${say('Mend')}
      always:
        - { name: Clear, ${FAILS} }
    - ${say('After')}
`);

    assert.deepEqual(ran.told, ['w1 One: ok', 'w1 Clear: failed']);
    assert.equal(ran.exitCode, 2);
  });

  for (const part of ['rescue', 'always']) {
    it(`end the host at a failure where tags leave nothing of ${part}`, async () => {
      const ran = await runOnModel(
        `
- hosts: web
  tasks:
    - block:
        - block:
            - { name: One, ${FAILS} }
          ${part}:
            - { name: Left out, tags: [out], debug: { message: x } }
      always:
        - { name: Left out too, tags: [out], debug: { message: x } }
    - ${say('After')}
`,
        { hosts: { w1: { a: '1' } }, skipTags: ['out'] },
      );

      assert.deepEqual(ran.told, ['w1 One: failed']);
      assert.deepEqual(countsOf(ran, 'w1'), { ok: 0, failed: 1 });
      assert.equal(ran.exitCode, 2);
    });
  }

  it('leave what a host did not come to registered as skipped, unless it was registered before', async () => {
    const { told, exitCode } = await run(`
    - { name: First, debug: { message: x }, register: kept }
    - block:
        - { name: One, ${FAILS} }
        - { name: Two, setting: { name: b, value: "1" }, register: two }
        - { name: Three, setting: { name: b, value: "1" }, loop: [1], register: three }
        - { name: Four, debug: { message: x }, register: kept }
      rescue:
        - ${say('Mend')}
    - { name: Then, debug: { message: x }, when: two.skipped && three.skipped && size(three.results) == 0 && !kept.skipped }
`);

    assert.deepEqual(told, ['w1 First: ok', 'w1 One: failed', 'w1 Mend: ok', 'w1 Then: ok']);
    assert.equal(exitCode, 0);
  });

  it('are left at the end of a play', async () => {
    const ran = await run(`
    - block:
        - { name: One, ${FAILS} }
      always:
        - ${say('Clear')}
- hosts: web
  tasks:
    - ${say('After')}
`);

    assert.deepEqual(ran.told, ['w1 One: failed', 'w1 Clear: ok']);
    assert.equal(ran.exitCode, 2);
  });

  it('give their tasks conditions and variables, to which a task adds its own', async () => {
    const { told, events } = await run(
      `
    - when: host.name == "w1"
      vars: { word: outer, other: kept }
      block:
        - vars: { word: inner }
          block:
            - { name: One, debug: { message: "{{ word }} {{ other }}" } }
            - { name: Two, debug: { message: x }, when: word == "outer" }
`,
      { w1: { a: '1' }, w2: { a: '1' } },
    );

    assert.deepEqual(told, ['w1 One: ok', 'w2 One: skipped', 'w1 Two: skipped', 'w2 Two: skipped']);
    const said = events.flatMap((event) => (event.kind === 'task-ended' ? (event.message ?? []) : []));
    assert.equal(said[0], 'inner kept');
  });
});
