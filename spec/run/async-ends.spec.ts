import assert from 'node:assert/strict';
import type { RunEvent } from '../../lib/run/events.ts';
import { runOnModel } from '../support/model-run.ts';
import { endOf, messagesOf, runTasks, storyOf, until } from '../support/model-story.ts';

const hosts = { w1: { a: '0', b: '0' } };
const two = { w1: { a: '0', b: '0' }, w2: { a: '0', b: '0' } };

describe('a failure in the background', () => {
  const FAIL = 'setting: { name: a, value: "1", verb: fail }';

  it('comes out where it is awaited, and the rescue around that makes it good', async () => {
    const ran = await runTasks(`
    - { name: Fail, ${FAIL}, async: fail }
    - block:
        - { name: Join, await: fail, register: got }
        - { name: Not, debug: { message: x } }
      rescue:
        - { name: Mend, debug: { message: "{{ got.failed }}" } }
`);

    assert.deepEqual(storyOf(ran, 'w1'), ['& Fail', 'Fail: failed, rescued', 'Mend: ok']);
    const failed = ran.events.find((event) => event.kind === 'task-ended');
    assert.deepEqual([failed?.place, failed?.awaitedAt], ['0.0', '0.1']);
    assert.deepEqual(messagesOf(ran), ['true']);
    assert.equal(ran.exitCode, 0);
  });

  it('ends the play for the host, and what was left undone begins with the await', async () => {
    const ran = await runTasks(`
    - { name: Fail, ${FAIL}, async: fail }
    - { name: Between, debug: { message: x } }
    - { name: Join, await: fail }
    - { name: Not, debug: { message: x } }
`);

    assert.deepEqual(storyOf(ran, 'w1'), ['& Fail', 'Between: ok', 'Fail: failed']);
    assert.equal(ran.exitCode, 2);
    const { undone, hosts: counts } = endOf(ran);
    assert.deepEqual(
      undone?.map(({ task, after, background }) => [task?.name, after, background?.map(({ name }) => name)]),
      [['Join', 1, ['Fail']]],
    );
    assert.equal(counts['w1']?.failed, 1);
  });

  it('is none where its task ignores errors', async () => {
    const ran = await runTasks(`
    - { name: Fail, ${FAIL}, async: fail, ignore_errors: true }
    - { name: Join, await: fail, register: got }
    - { debug: { message: "{{ got.failed }}" } }
`);

    assert.deepEqual(storyOf(ran, 'w1').slice(0, 3), ['& Fail', 'Fail: failed, ignored', 'Join: ok']);
    assert.deepEqual(messagesOf(ran), ['true']);
    assert.equal(ran.exitCode, 0);
  });

  it('is judged by failed_when and changed_when of its task', async () => {
    const ran = await runTasks(`
    - { name: Fine, look: { name: b }, failed_when: result.rc == 1, changed_when: result.rc == 0, async: x }
    - { name: Join, await: x }
`);

    assert.deepEqual(storyOf(ran, 'w1'), ['& Fine', 'Fine: changed', 'Join: ok']);
  });

  it('is seen by the rescue of the block in which it began, where nothing awaits it there', async () => {
    const ran = await runTasks(`
    - block:
        - { name: Fail, ${FAIL}, async: fail }
        - { name: Between, debug: { message: x } }
      rescue:
        - { name: Mend, debug: { message: x } }
      always:
        - { name: Always, debug: { message: x } }
    - { name: After, debug: { message: x } }
`);

    assert.deepEqual(storyOf(ran, 'w1'), [
      ...['& Fail', 'Between: ok', 'Fail: failed, rescued'],
      ...['Mend: ok', 'Always: ok', 'After: ok'],
    ]);
    assert.equal(ran.exitCode, 0);
  });

  it('lets the always of a block run, and the host end after it', async () => {
    const ran = await runTasks(`
    - block:
        - { name: Fail, ${FAIL}, async: fail }
      always:
        - { name: Always, debug: { message: x } }
    - { name: Not, debug: { message: x } }
`);

    assert.deepEqual(storyOf(ran, 'w1'), ['& Fail', 'Fail: failed', 'Always: ok']);
    assert.equal(ran.exitCode, 2);
  });

  it('ends the play on all hosts with any_errors_fatal', async () => {
    const ran = await runTasks(
      `
    - name: Fail
      setting: { name: a, value: "1", verb: "{{ host.name == 'w1' ? 'fail' : 'set' }}" }
      any_errors_fatal: true
      async: fail
    - { name: Join, await: fail }
    - { name: Not, debug: { message: x } }
`.replace(`"{{ host.name == 'w1' ? 'fail' : 'set' }}"`, `!cel 'host.name == "w1" ? "fail" : "set"'`),
      { hosts: two },
    );

    assert.deepEqual(storyOf(ran, 'w2'), ['& Fail', 'Fail: changed', 'Join: ok']);
    assert.equal(ran.exitCode, 2);
  });

  it('of a lost host loses it', async () => {
    const ran = await runTasks(`
    - { name: Lose, setting: { name: a, value: "1", verb: lose }, async: lose }
    - { name: Join, await: lose }
    - { name: Not, debug: { message: x } }
`);

    assert.deepEqual(storyOf(ran, 'w1'), ['& Lose', 'Lose: unreachable']);
    assert.equal(ran.exitCode, 4);
  });
});

describe('what nobody awaits', () => {
  it('is awaited at the end of its section, before the handlers that it notifies', async () => {
    const playbook = `
- hosts: web
  pre_tasks:
    - { name: Wait, ${until('b')}, changed_when: true, async: b, notify: Then }
    - { name: Set, setting: { name: b, value: "1" } }
  tasks:
    - { name: Next, await: b, register: got }
    - { debug: { message: "{{ got.rc }}" } }
  handlers:
    - { name: Then, setting: { name: a, value: "1" } }
`;
    const ran = await runOnModel(playbook, { hosts });

    assert.deepEqual(storyOf(ran, 'w1').slice(0, 5), [
      ...['& Wait', 'Set: changed', 'Wait: changed', 'Then: changed', 'Next: ok'],
    ]);
    assert.deepEqual(messagesOf(ran), ['1']);
  });

  it('is awaited on a host that failed meanwhile, too', async () => {
    const ran = await runTasks(
      `
    - { name: Wait, ${until('shared-b')}, when: host.name == "w1", async: b }
    - { name: Fail, fail: { message: no }, when: host.name == "w1" }
    - { name: Set, setting: { name: shared-b, value: "1" } }
`,
      { hosts: two },
    );

    assert.deepEqual(storyOf(ran, 'w1'), ['& Wait', 'Fail: failed', 'Wait: ok']);
    assert.equal(ran.exitCode, 2);
  });

  it('is awaited on a host for which the play has ended, where no rescue comes any more', async () => {
    const ran = await runTasks(
      `
    - block:
        - { name: Fail, setting: { name: a, value: "1", verb: fail }, when: host.name == "w1", async: a }
        - { name: End, meta: end_host, when: host.name == "w1" }
      rescue:
        - { name: Mend, debug: { message: x } }
    - { name: After, debug: { message: x } }
`,
      { hosts: two },
    );

    assert.deepEqual(storyOf(ran, 'w1'), ['& Fail', 'End: ok', 'Fail: failed']);
    assert.deepEqual(storyOf(ran, 'w2').slice(-1), ['After: ok']);
    assert.equal(ran.exitCode, 2);
  });

  for (const [what, task, story, left] of [
    ['may end', 'setting: { name: a, value: "1" }', ['& Set', 'Set: changed'], undefined],
    [
      'begins no other round',
      'setting: { name: "{{ item }}", value: "1" }, loop: [a, b]',
      ['& Set'],
      ['Set'],
    ],
  ] as const) {
    it(`is left nowhere when the run is stopped: it ${what}`, async () => {
      const controller = new AbortController();
      const ran = await runTasks(
        `
    - { name: Set, ${task}, async: a }
    - { name: Not, debug: { message: x } }
`,
        {
          stop: controller.signal,
          listen: (event: RunEvent) => {
            if (event.kind === 'task-detached') controller.abort();
          },
        },
      );

      assert.deepEqual(storyOf(ran, 'w1'), story);
      assert.equal(ran.exitCode, 130);
      const undone = endOf(ran).undone?.map(({ task: next, background }) => [
        next?.name,
        background?.map(({ name }) => name),
      ]);
      assert.deepEqual(undone, [['Not', left]]);
    });
  }

  it('fails where the run is aborted before it has a shell', async () => {
    const controller = new AbortController();
    const ran = await runTasks('    - { name: Set, setting: { name: a, value: "1" }, async: a }\n', {
      abort: controller.signal,
      listen: (event: RunEvent) => {
        if (event.kind === 'task-detached') controller.abort();
      },
    });

    assert.deepEqual(storyOf(ran, 'w1'), ['& Set', 'Set: failed']);
    assert.deepEqual(ran.cluster.steps, []);
  });

  it('does not sit out its tries when the run is stopped', async () => {
    const controller = new AbortController();
    const ran = await runTasks(
      `
    - { name: Wait, ${until('b')}, async: b }
    - { name: Join, await: b }
`,
      {
        stop: controller.signal,
        listen: (event: RunEvent) => {
          if (event.kind === 'host-waiting') controller.abort();
        },
      },
    );

    assert.deepEqual(storyOf(ran, 'w1'), ['& Wait', 'Wait: failed']);
    const last = ran.events.findLast((event) => event.kind === 'task-ended');
    assert.equal(last?.failure?.kind, 'interrupted');
    assert.deepEqual(
      endOf(ran).undone?.[0]?.background?.map(({ name }) => name),
      ['Wait'],
    );
  });
});
