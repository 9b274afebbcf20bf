import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { MASK, Secret } from '../../lib/core/secret.ts';
import type { RunEvent } from '../../lib/run/events.ts';
import { runOnModel } from '../support/model-run.ts';

type Ended = Extract<RunEvent, { kind: 'task-ended' }>;

function endOf(events: readonly RunEvent[], name: string): Ended {
  const found = events.find(
    (event): event is Ended => event.kind === 'task-ended' && event.task.name === name,
  );
  return found ?? assert.fail(`"${name}" did not end`);
}

const inputs = { password: new Secret('hush-hush') };

describe('what a run tells of secrets', () => {
  for (const check of [false, true]) {
    it(`is never their text, whatever is made of them${check ? ', in a dry run' : ''}`, async () => {
      const { events, told } = await runOnModel(
        `
- hosts: web
  inputs: { password: { type: string, secret: true } }
  vars: { url: "pg://me:{{ inputs.password }}@db" }
  tasks:
    - { name: One, set: { dsn: "{{ url }}", plain: x }, register: one }
    - { name: Two, debug: { message: "it is {{ dsn }} and {{ one.dsn }}" } }
    - { name: Three, assert: { that: ['dsn == "no"'] }, ignore_errors: true }
    - { name: Four, debug: { message: "{{ item }}" }, loop: ["{{ url }}"] }
    - { name: Five, debug: { message: "{{ dsn.no_such }}" } }
`,
        { hosts: { w1: {} }, inputs, check },
      );

      assert.equal(told.length, 5, told.join('\n'));
      assert.ok(!`${JSON.stringify(events)}${inspect(events, { depth: 9 })}`.includes('hush'));
      assert.deepEqual(endOf(events, 'One').result?.['plain'], 'x');
      assert.match(JSON.stringify(endOf(events, 'Two')), new RegExp(MASK.replaceAll('*', '\\*')));
    });
  }

  it('masks them where a host gives them back', async () => {
    const { events, told } = await runOnModel(
      `
- hosts: web
  inputs: { password: { type: string, secret: true } }
  tasks:
    - { name: One, set: { dsn: "{{ inputs.password }}" } }
    - { name: Two, setting: { name: a, value: other } }
`,
      { hosts: { w1: { a: 'hush-hush' } }, inputs, diff: true },
    );

    assert.deepEqual(told, ['w1 One: ok', 'w1 Two: changed']);
    assert.equal(endOf(events, 'Two').steps[0]?.from, MASK);
  });
});

describe('what a run tells of a task that is secret', () => {
  const playbook = (verb: string): string => `
- hosts: web
  tasks:
    - { name: One, setting: { name: a, value: "{{ item }}", verb: ${verb} }, loop: [quiet], secret: true, register: one }
    - { name: Two, debug: { message: known }, when: 'one.results[0].value == "quiet"' }
`;

  it('is only its status', async () => {
    const { events, told } = await runOnModel(playbook('set'), {
      hosts: { w1: { a: 'before' } },
      diff: true,
    });

    const { item, steps, message, result, status } = endOf(events, 'One');
    assert.deepEqual(
      { item, steps, message, result, status },
      { item: undefined, steps: [], message: undefined, result: undefined, status: 'changed' },
    );
    assert.ok(!JSON.stringify(events).includes('quiet'));
    assert.deepEqual(told, ['w1 One: changed', 'w1 Two: ok']);
  });

  it('is not what it printed when it failed', async () => {
    const { events } = await runOnModel(playbook('fail'), { hosts: { w1: { a: 'before' } } });

    const { failure } = endOf(events, 'One');
    assert.equal(failure?.message, 'failed; its output is secret');
    assert.equal(failure.code, 'run/step-failed');
    assert.ok(!JSON.stringify(events).includes('no luck'));
  });
});
