import assert from 'node:assert/strict';
import { type ModelRun, runOnModel } from '../support/model-run.ts';
import { endOf, messagesOf, runTasks, stepsOf, storyOf, until } from '../support/model-story.ts';

const hosts = { w1: { a: '0', b: '0' } };
const two = { w1: { a: '0', b: '0' }, w2: { a: '0', b: '0' } };

describe('a task in the background', () => {
  it('goes on while its host goes through the next ones, and is told where it is awaited', async () => {
    const ran = await runTasks(`
    - { name: Wait, ${until('b')}, async: b }
    - { name: Set, setting: { name: b, value: "1" } }
    - { name: Join, await: b, register: got }
    - { name: Say, debug: { message: "{{ got.rc }} {{ got.skipped }}" } }
`);

    assert.deepEqual(storyOf(ran), [
      ...['+ Wait', '& Wait', '+ Set', 'Set: changed', '+ Join'],
      ...['Wait: ok', 'Join: ok', '+ Say', 'Say: ok'],
    ]);
    assert.deepEqual(messagesOf(ran), ['1 false']);
    const { ok, changed } = endOf(ran).hosts['w1'] ?? {};
    assert.deepEqual({ ok, changed }, { ok: 3, changed: 1 });
  });

  it('goes on beside others, and a list of them has the result of each by its name', async () => {
    const ran = await runTasks(`
    - { name: One, ${until('b')}, async: one }
    - { name: Two, setting: { name: "{{ item }}", value: "1" }, loop: [a, b], async: two }
    - { await: [one, two], register: got }
    - debug: { message: "{{ got.one.rc }} {{ got.two.results.1.value }} {{ got.two.changed }}" }
`);

    assert.equal(ran.exitCode, 0);
    assert.deepEqual(messagesOf(ran), ['1 1 true']);
  });

  it('sees variables as they were when it began', async () => {
    const ran = await runTasks(`
    - { set: { wanted: old } }
    - name: Late
      look: { name: b }
      until: result.rc == 1
      failed_when: wanted != "old"
      retries: 100000
      delay: 0
      async: late
    - { set: { wanted: new } }
    - { setting: { name: b, value: "1" } }
    - { await: late }
`);

    assert.equal(ran.exitCode, 0);
  });

  it('is told as any task where its condition does not hold, and awaited as a skipped one', async () => {
    const ran = await runTasks(
      `
    - { name: Set, setting: { name: a, value: "1" }, when: host.name == "w2", async: set }
    - { name: Join, await: set, register: got }
    - { debug: { message: "{{ got.skipped }}" } }
`,
      { hosts: two },
    );

    assert.deepEqual(storyOf(ran, 'w1').slice(0, 2), ['Set: skipped', 'Join: skipped']);
    assert.deepEqual(storyOf(ran, 'w2').slice(0, 3), ['& Set', 'Set: changed', 'Join: ok']);
    assert.deepEqual(messagesOf(ran), ['true', 'false']);
  });

  it('is awaited where a condition passed by its await, before the same name begins anew', async () => {
    const ran = await runTasks(`
    - { name: One, setting: { name: a, value: "1" }, async: set }
    - { name: Join, await: set, when: host.name == "w2", register: got }
    - { debug: { message: "{{ got.skipped }} {{ default got.value 'none' }}" } }
    - { name: Two, setting: { name: a, value: "2" }, async: set }
`);

    assert.deepEqual(messagesOf(ran), ['true none']);
    assert.deepEqual(
      storyOf(ran),
      [
        ...['+ One', '& One', '+ Join', 'Join: skipped', '+ play.yml:6', 'play.yml:6: ok'],
        ...['+ Two', 'One: changed', '& Two', 'Two: changed'],
      ].map((line) => line.replace('play.yml:6', 'debug')),
    );
    assert.equal(ran.hosts.get('w1')?.state.get('a'), '2');
  });

  it('gives the same result to whoever awaits it later', async () => {
    const ran = await runTasks(`
    - { name: Set, setting: { name: a, value: "1" }, async: set }
    - { name: Join, await: set }
    - { name: Again, await: set, register: got }
    - { debug: { message: "{{ got.value }}" } }
`);

    assert.deepEqual(storyOf(ran, 'w1').slice(0, 4), ['& Set', 'Set: changed', 'Join: ok', 'Again: ok']);
    assert.deepEqual(messagesOf(ran), ['1']);
  });

  it('starts on each host at its own pace with strategy: free, and batch by batch with serial', async () => {
    for (const play of ['  strategy: free\n', '  serial: 1\n']) {
      const ran = await runTasks(
        `
    - { name: Wait, ${until('b')}, async: b }
    - { name: Set, setting: { name: b, value: "1" } }
    - { name: Join, await: b }
`,
        { hosts: two, play },
      );

      assert.deepEqual(storyOf(ran, 'w1'), ['& Wait', 'Set: changed', 'Wait: ok', 'Join: ok']);
      assert.deepEqual(storyOf(ran, 'w2'), storyOf(ran, 'w1'));
    }
  });
});

describe('beside a task in the background', () => {
  it('a handler that it may yet notify stays owed on the host, when others notified it before', async () => {
    let owedAfterFlush: number | undefined;
    const seen: ModelRun['hosts'][] = [];
    const ran = await runOnModel(
      `
- hosts: web
  tasks:
    - name: Slow
      setting: { name: "{{ item }}", value: "1" }
      loop: [a, c]
      until: result.value == "1" && (item == "a" || "go" in hostvars.w1)
      retries: 100000
      delay: 0
      async: slow
      notify: Then
    - { name: Quick, setting: { name: b, value: "1" }, notify: Then }
    - meta: flush_handlers
    - { name: Go, set: { go: true } }
    - { name: Join, await: slow }
  handlers:
    - { name: Then, setting: { name: d, value: "1", action: true } }
`,
      {
        hosts,
        listen: (event) => {
          if (event.kind === 'task-started' && event.task.name === 'Go')
            owedAfterFlush = seen[0]?.get('w1')?.debts.size;
        },
        onHosts: (models) => seen.push(models),
      },
    );

    assert.equal(owedAfterFlush, 1);
    assert.equal(storyOf(ran, 'w1').filter((line) => line === 'Then: changed').length, 2);
    assert.equal(ran.hosts.get('w1')?.debts.size, 0);
  });

  it('the connection is made anew only when that has ended', async () => {
    const ran = await runTasks(`
    - { name: Set, setting: { name: "{{ item }}", value: "1" }, loop: [a, b, c, d], async: set }
    - { name: Reset, meta: reset_connection }
    - { name: Join, await: set }
`);

    assert.deepEqual(storyOf(ran, 'w1'), [
      '& Set',
      'Reset: ok',
      ...Array.from({ length: 4 }, () => 'Set: changed'),
      'Join: ok',
    ]);
    assert.equal(ran.hosts.get('w1')?.connected, 2);
  });

  it('nothing is read ahead', async () => {
    let models: ModelRun['hosts'] | undefined;
    const sentBefore: (boolean | undefined)[] = [];
    await runTasks(
      `
    - { name: Wait, ${until('b')}, async: b }
    - { name: Look, look: { name: c } }
    - { name: Last, look: { name: d } }
    - { name: Set, setting: { name: b, value: "1" } }
    - { name: Join, await: b }
    - { name: Look, look: { name: c } }
    - { name: Last, look: { name: e } }
`,
      {
        hosts: { w1: { b: '0', c: '0', d: '0', e: '0' } },
        onHosts: (given) => (models = given),
        listen: (event) => {
          if (event.kind !== 'task-started' || event.task.name !== 'Last') return;
          sentBefore.push(models?.get('w1')?.sent.some((text) => /^get [de]$/.test(text)));
        },
      },
    );

    assert.deepEqual(sentBefore, [false, true]);
  });
});

describe('a dry run of a task in the background', () => {
  it('looks in its place, and tells it where the run does', async () => {
    const tasks = `
    - { name: Set, setting: { name: a, value: "1" }, async: set, notify: Then }
    - { name: Between, debug: { message: x } }
    - { name: Join, await: set, register: got }
    - { name: Same, setting: { name: a, value: "1" } }
    - { debug: { message: "{{ got.value }}" } }
  handlers:
    - { name: Then, setting: { name: b, value: "1" } }
`;
    const [check, real] = await Promise.all([runTasks(tasks, { check: true }), runTasks(tasks)]);

    assert.deepEqual(storyOf(check), storyOf(real));
    assert.deepEqual(messagesOf(check), ['x', '1']);
    assert.deepEqual(stepsOf(check), stepsOf(real));
    assert.deepEqual(check.cluster.steps, []);
  });

  it('does not know what it cannot know', async () => {
    const ran = await runTasks(
      `
    - { name: Set, setting: { name: a, value: "1", sure: false }, register: before }
    - { name: Maybe, setting: { name: b, value: "1" }, when: before.value == "1", async: b }
    - { name: Join, await: b, when: before.value == "1", register: got }
    - { name: By, debug: { message: "{{ got.value }}" } }
`,
      { check: true },
    );

    assert.deepEqual(storyOf(ran, 'w1'), ['Set: unknown', 'Maybe: unknown', 'Join: unknown', 'By: ok']);
  });
});
