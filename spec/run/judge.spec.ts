import assert from 'node:assert/strict';
import { runOnModel } from '../support/model-run.ts';

interface Row {
  readonly title: string;
  readonly tasks: readonly string[];
  readonly check?: boolean;
  readonly told: readonly string[];
  /** Of the last task. */
  readonly says?: RegExp;
}

const CHANGE = '{ name: Change, setting: { name: a, value: "2" } }';
const IDLE = '{ name: Idle, setting: { name: a, value: "1" } }';
const LOOK = '{ name: Look, look: { name: rc } }';

describe('judge', () => {
  const rows: readonly Row[] = [
    {
      title: 'fails what exits with a code',
      tasks: [LOOK],
      told: ['w1 Look: failed'],
      says: /^exit code 1$/,
    },
    { title: 'fails it in a dry run as well', tasks: [LOOK], check: true, told: ['w1 Look: failed'] },
    {
      title: 'fails it in a dry run in which nothing was to change before',
      tasks: [IDLE, LOOK],
      check: true,
      told: ['w1 Idle: ok', 'w1 Look: failed'],
    },
    {
      title: 'says in a dry run that a change announced before may mend it',
      tasks: [CHANGE, LOOK],
      check: true,
      told: ['w1 Change: changed', 'w1 Look: unknown'],
      says: /^fails now: exit code 1; a on w1 comes first and may mend it$/,
    },
    {
      title: 'says so of failed_when, too',
      tasks: [CHANGE, '{ name: Judge, look: { name: zero }, failed_when: "result.rc == 0" }'],
      check: true,
      told: ['w1 Change: changed', 'w1 Judge: unknown'],
      says: /^fails now: failed_when holds \(.*play\.yml:4\); a on w1 comes first/,
    },
    {
      title: 'fails it after a change that was made',
      tasks: [CHANGE, LOOK],
      told: ['w1 Change: changed', 'w1 Look: failed'],
    },
    {
      title: 'lets failed_when overrule the code',
      tasks: ['{ name: Look, look: { name: rc }, failed_when: "result.rc > 1" }'],
      told: ['w1 Look: ok'],
    },
    {
      title: 'lets changed_when say that something changed',
      tasks: ['{ name: Look, look: { name: zero }, changed_when: "result.rc == 0" }'],
      told: ['w1 Look: changed'],
    },
    {
      title: 'lets changed_when say nothing of what cannot be known',
      tasks: ['{ name: Maybe, setting: { name: a, value: "2", sure: false }, changed_when: true }'],
      check: true,
      told: ['w1 Maybe: unknown'],
    },
  ];
  for (const { title, tasks, told, says, check = false } of rows) {
    it(title, async () => {
      const list = tasks.map((task) => `    - ${task}\n`).join('');

      const run = await runOnModel(`- hosts: web\n  tasks:\n${list}`, {
        hosts: { w1: { a: '1', rc: '1', zero: '0' } },
        check,
      });

      assert.deepEqual(run.told, told);
      if (!says) return;
      const last = run.events.filter((event) => event.kind === 'task-ended').at(-1);
      assert.match(last?.failure?.message ?? last?.message ?? '', says);
    });
  }
});

describe('a look beyond the host that has an answer for when it cannot be known', () => {
  const playbook = `
- hosts: web
  tasks:
    - { name: Before, look: { name: rc, beyond: true, unsure: true }, register: before }
    - { name: As it is, debug: { message: x }, when: before.rc == 0 }
    - { name: Change, setting: { name: a, value: "2" } }
    - { name: After, look: { name: rc, beyond: true, unsure: true }, failed_when: "false", register: after }
    - { name: Otherwise, debug: { message: x }, when: after.rc == 7 }
`;
  const hosts = { w1: { a: '1', rc: '0' } };

  it('gives that in a dry run once a change is announced', async () => {
    const { told } = await runOnModel(playbook, { hosts, check: true });

    const all = ['Before: ok', 'As it is: ok', 'Change: changed', 'After: ok', 'Otherwise: ok'];
    assert.deepEqual(
      told,
      all.map((line) => `w1 ${line}`),
    );
  });

  it('is asked of the host in a run', async () => {
    const { told } = await runOnModel(playbook, { hosts });

    assert.equal(told.at(-1), 'w1 Otherwise: skipped');
  });
});

describe('a look beyond the host', () => {
  const playbook = `
- hosts: web
  tasks:
    - { name: Before, look: { name: rc, beyond: true } }
    - { name: Change, setting: { name: a, value: "2" }, when: host.name == "w1" }
    - { name: After, look: { name: rc, beyond: true }, register: after }
    - { name: Own, look: { name: rc } }
    - { name: Depends, debug: { message: x }, when: after.rc == 0 }
`;
  const hosts = { w1: { a: '1', rc: '0' }, w2: { a: '1', rc: '0' } };

  it('cannot be known in a dry run once a change is announced anywhere', async () => {
    const { told, events } = await runOnModel(playbook, { hosts, check: true });

    const w2 = told.filter((line) => line.startsWith('w2'));
    assert.deepEqual(w2, [
      'w2 Before: ok',
      'w2 Change: skipped',
      'w2 After: unknown',
      'w2 Own: ok',
      'w2 Depends: unknown',
    ]);
    const after = events.find(
      (event) => event.kind === 'task-ended' && event.task.name === 'After' && event.host === 'w2',
    );
    assert.match(
      after?.kind === 'task-ended' ? (after.message ?? '') : '',
      /what comes before it changes it: a on w1/,
    );
  });

  it('is asked as ever in a run', async () => {
    const { told } = await runOnModel(playbook, { hosts });

    assert.deepEqual(
      told.filter((line) => line.startsWith('w2')),
      ['w2 Before: ok', 'w2 Change: skipped', 'w2 After: ok', 'w2 Own: ok', 'w2 Depends: ok'],
    );
  });
});
