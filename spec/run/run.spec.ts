import assert from 'node:assert/strict';
import { runOnModel } from '../support/model-run.ts';

const TWO = { w1: { a: '1' }, w2: { a: '1' } };

describe('runPlaybooks', () => {
  it('lets all hosts finish a task before the next begins', async () => {
    const { told, exitCode } = await runOnModel(
      `
- hosts: web
  tasks:
    - { name: One, setting: { name: a, value: "2" } }
    - { name: Two, setting: { name: a, value: "2" } }
`,
      { hosts: TWO },
    );

    assert.deepEqual(told, ['w1 One: changed', 'w2 One: changed', 'w1 Two: ok', 'w2 Two: ok']);
    assert.equal(exitCode, 0);
  });

  it('takes hosts through the whole play, handlers too, so many at a time', async () => {
    const { told } = await runOnModel(
      `
- hosts: web
  serial: 1
  tasks:
    - { name: One, setting: { name: a, value: "2" }, notify: Then }
  handlers:
    - { name: Then, setting: { name: b, value: x } }
`,
      { hosts: TWO },
    );

    assert.deepEqual(told, ['w1 One: changed', 'w1 Then: changed', 'w2 One: changed', 'w2 Then: changed']);
  });

  it('runs a handler once, and only where something changed', async () => {
    const { told } = await runOnModel(
      `
- hosts: web
  tasks:
    - { name: One, setting: { name: a, value: "2" }, notify: Then }
    - { name: Two, setting: { name: b, value: "{{ host.name }}" }, when: host.name == "w1", notify: Then }
  handlers:
    - { name: Then, debug: { message: then } }
`,
      { hosts: { w1: { a: '1' }, w2: { a: '2' } } },
    );

    assert.deepEqual(
      told.filter((line) => line.includes('Then')),
      ['w1 Then: ok'],
    );
  });

  it('runs a handler that an earlier run left owed, though nothing changes', async () => {
    const { told, hosts } = await runOnModel(
      `
- hosts: web
  tasks:
    - { name: One, setting: { name: a, value: "1" }, notify: Then }
  handlers:
    - { name: Then, setting: { name: b, value: x } }
`,
      { hosts: { w1: { a: '1' } }, owed: ['Then'], check: true },
    );

    assert.deepEqual(told, ['w1 One: ok', 'w1 Then: changed']);
    assert.equal(hosts.get('w1')?.state.get('b'), undefined);
  });

  it('keeps on the host what it owes until the handler has run', async () => {
    const playbook = (verb: string): string => `
- hosts: web
  tasks:
    - { name: One, setting: { name: a, value: "2" }, notify: Then }
    - { name: Two, setting: { name: b, value: x, verb: ${verb} } }
  handlers:
    - { name: Then, debug: { message: then } }
`;
    const broken = await runOnModel(playbook('fail'), { hosts: { w1: { a: '1' } } });
    const whole = await runOnModel(playbook('set'), { hosts: { w1: { a: '1' } } });

    assert.equal(broken.hosts.get('w1')?.debts.size, 1);
    assert.equal(whole.hosts.get('w1')?.debts.size, 0);
  });

  it('goes on with the other hosts when one fails', async () => {
    const { told, exitCode } = await runOnModel(
      `
- hosts: web
  tasks:
    - { name: One, setting: { name: a, value: "2", verb: fail } }
    - { name: Two, setting: { name: a, value: "1" } }
`,
      { hosts: { w1: { a: '1' }, w2: { a: '2' } } },
    );

    assert.deepEqual([...told].sort(), ['w1 One: failed', 'w2 One: ok', 'w2 Two: changed']);
    assert.equal(exitCode, 2);
  });

  it('ends the run with the first lost host of a play that bears no loss', async () => {
    const { told } = await runOnModel(
      `
- hosts: web
  any_errors_fatal: true
  tasks:
    - { name: One, setting: { name: a, value: "2", verb: fail }, when: host.name == "w1" }
    - { name: Two, setting: { name: a, value: "2" } }
- hosts: web
  tasks:
    - { name: Three, debug: { message: three } }
`,
      { hosts: TWO },
    );

    assert.deepEqual([...told].sort(), ['w1 One: failed', 'w2 One: skipped']);
  });

  it('touches nothing when a play bears no loss and a host of it is unreachable', async () => {
    const { told, exitCode, hosts } = await runOnModel(
      `
- hosts: web
  any_errors_fatal: true
  tasks:
    - { name: One, setting: { name: a, value: "2" } }
`,
      { hosts: TWO, unreachable: ['w2'] },
    );

    assert.deepEqual(told, []);
    assert.deepEqual(hosts.get('w1')?.sent, []);
    assert.equal(exitCode, 4);
  });

  it('counts an ignored failure as ok and goes on', async () => {
    const { told, exitCode, events } = await runOnModel(
      `
- hosts: web
  tasks:
    - { name: One, setting: { name: a, value: "2", verb: fail }, ignore_errors: true, register: one }
    - { name: Two, debug: { message: two }, when: one.failed }
`,
      { hosts: { w1: { a: '1' } } },
    );

    assert.deepEqual(told, ['w1 One: failed', 'w1 Two: ok']);
    assert.equal(exitCode, 0);
    const ended = events.at(-1);
    assert.ok(ended?.kind === 'run-ended');
    assert.deepEqual(ended.hosts['w1'], {
      ok: 2,
      changed: 0,
      unknown: 0,
      skipped: 0,
      failed: 0,
      unreachable: 0,
    });
  });

  it('runs once and lets all hosts know the result', async () => {
    const { told } = await runOnModel(
      `
- hosts: web
  tasks:
    - { name: One, setting: { name: a, value: "2" }, run_once: true, register: one }
    - { name: Two, debug: { message: two }, when: one.value == "2" }
`,
      { hosts: TWO },
    );

    assert.deepEqual(told, ['w1 One: changed', 'w1 Two: ok', 'w2 Two: ok']);
  });

  it('delegates to another host with the variables of its own', async () => {
    const { hosts } = await runOnModel(
      `
- hosts: web
  tasks:
    - { name: One, setting: { name: "{{ host.name }}", value: x }, delegate_to: w1 }
`,
      { hosts: TWO },
    );

    assert.deepEqual([...(hosts.get('w1')?.state.keys() ?? [])], ['a', 'w1', 'w2']);
    assert.deepEqual([...(hosts.get('w2')?.state.keys() ?? [])], ['a']);
  });

  it('loops, and stops a loop at its first failure', async () => {
    const { told, hosts } = await runOnModel(
      `
- hosts: web
  tasks:
    - { name: One, setting: { name: a, value: "{{ item }}" }, loop: ["2", "3"], register: one }
    - { name: Two, debug: { message: two }, when: 'one.results[1].value == "3"' }
    - { name: Three, setting: { name: a, value: "4", verb: "{{ item }}" }, loop: [fail, set] }
`,
      { hosts: { w1: { a: '1' } } },
    );

    assert.deepEqual(told, ['w1 One: changed', 'w1 One: changed', 'w1 Two: ok', 'w1 Three: failed']);
    assert.equal(hosts.get('w1')?.state.get('a'), '3');
  });

  it('tries again until the condition holds, and says so when it never does', async () => {
    const { told, events } = await runOnModel(
      `
- hosts: web
  tasks:
    - { name: One, setting: { name: a, value: "1" }, register: one, until: one.value == "2", retries: 2, delay: 0 }
`,
      { hosts: { w1: { a: '1' } } },
    );

    assert.deepEqual(told, ['w1 One: failed']);
    const failure = events.find((event) => event.kind === 'task-ended')?.failure;
    assert.match(failure?.message ?? '', /play\.yml:4: until does not hold after 3 tries/);
  });

  it('lets changed_when and failed_when overrule the module', async () => {
    const { told } = await runOnModel(
      `
- hosts: web
  tasks:
    - { name: One, setting: { name: a, value: "2" }, changed_when: false }
    - { name: Two, setting: { name: a, value: "2" }, failed_when: result.value == "2" }
`,
      { hosts: { w1: { a: '1' } } },
    );

    assert.deepEqual(told, ['w1 One: ok', 'w1 Two: failed']);
  });

  it('says "may run" in a dry run where the condition depends on what cannot be known', async () => {
    const { told, events } = await runOnModel(
      `
- hosts: web
  tasks:
    - { name: One, setting: { name: a, value: "2", sure: false }, register: one }
    - { name: Two, setting: { name: b, value: x }, when: one.value == "2" }
    - { name: Three, setting: { name: c, value: x }, when: host.name == "other" && one.value == "2" }
`,
      { hosts: { w1: { a: '1' } }, check: true },
    );

    assert.deepEqual(told, ['w1 One: unknown', 'w1 Two: unknown', 'w1 Three: skipped']);
    const two = events.find((event) => event.kind === 'task-ended' && event.task.name === 'Two');
    assert.match(two?.kind === 'task-ended' ? (two.message ?? '') : '', /^may run: a may change/);
  });

  it('says of a handler that it may run where a dry run cannot know', async () => {
    const { told } = await runOnModel(
      `
- hosts: web
  tasks:
    - { name: One, setting: { name: a, value: "2", sure: false }, notify: Then }
  handlers:
    - { name: Then, setting: { name: b, value: x } }
`,
      { hosts: { w1: { a: '1' } }, check: true },
    );

    assert.deepEqual(told, ['w1 One: unknown', 'w1 Then: unknown']);
  });

  it('counts a host whose connection is lost in a step as unreachable', async () => {
    const { told, exitCode } = await runOnModel(
      `
- hosts: web
  tasks:
    - { name: One, setting: { name: a, value: "2", verb: lose } }
    - { name: Two, debug: { message: two } }
`,
      { hosts: { w1: { a: '1' } } },
    );

    assert.deepEqual(told, ['w1 One: unreachable']);
    assert.equal(exitCode, 4);
  });

  it('closes every connection, whatever happens', async () => {
    const { hosts } = await runOnModel(
      '- hosts: web\n  tasks:\n    - { name: One, debug: { message: one } }\n',
      {
        hosts: TWO,
      },
    );

    assert.ok([...hosts.values()].every(({ closed }) => closed));
  });
});
