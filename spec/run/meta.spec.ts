import assert from 'node:assert/strict';
import { runOnModel, type ModelRunOptions } from '../support/model-run.ts';

const TWO = { w1: { a: '0' }, w2: { a: '0' } };

function run(tasks: string, { play = '', ...options }: Partial<ModelRunOptions> & { play?: string } = {}) {
  return runOnModel(
    `
- hosts: web
${play}
  tasks:
${tasks}
  handlers:
    - { name: H, setting: { name: h, value: "1" } }
- hosts: web
  tasks:
    - { name: Next play, debug: { message: x } }
`,
    { hosts: TWO, concurrency: 1, ...options },
  );
}

const CHANGE = '    - { name: Change, setting: { name: a, value: "1" }, notify: H }\n';
const LAST = '    - { name: Last, debug: { message: x } }\n';

describe('meta', () => {
  for (const strategy of ['linear', 'free']) {
    const play = `  strategy: ${strategy}`;

    it(`flushes handlers of the hosts on which its condition holds (${strategy})`, async () => {
      const { told, exitCode } = await run(
        `${CHANGE}    - { name: Flush, meta: flush_handlers, when: host.name == "w1" }\n${LAST}`,
        { play },
      );

      const w1 = told.filter((line) => line.startsWith('w1'));
      const w2 = told.filter((line) => line.startsWith('w2'));
      assert.deepEqual(w1.slice(0, 4), [
        'w1 Change: changed',
        'w1 Flush: ok',
        'w1 H: changed',
        'w1 Last: ok',
      ]);
      assert.deepEqual(w2.slice(0, 4), [
        'w2 Change: changed',
        'w2 Flush: skipped',
        'w2 Last: ok',
        'w2 H: changed',
      ]);
      assert.equal(exitCode, 0);
    });

    it(`ends the play for a host, which still runs its handlers and the next play (${strategy})`, async () => {
      const { told, exitCode } = await run(
        `${CHANGE}    - { name: End, meta: end_host, when: host.name == "w1" }
    - { name: Kept, debug: { message: x }, register: kept }
${LAST}`,
        { play },
      );

      const w1 = told.filter((line) => line.startsWith('w1'));
      assert.deepEqual(w1, ['w1 Change: changed', 'w1 End: ok', 'w1 H: changed', 'w1 Next play: ok']);
      assert.ok(told.includes('w2 Last: ok'));
      assert.equal(exitCode, 0);
    });
  }

  it('leaves what a host no longer comes to registered as skipped', async () => {
    const { told } = await run(`
    - { name: End, meta: end_host, when: host.name == "w1" }
    - { name: Kept, debug: { message: x }, register: kept }
    - { name: Reads it, debug: { message: x }, when: hostvars.w1.kept.skipped }
`);

    assert.ok(told.includes('w2 Reads it: ok'), told.join('; '));
  });

  it('ends a batch, or the play with all batches to come', async () => {
    const play = '  serial: 1';
    const batch = await run(`    - { name: End, meta: end_batch }\n${LAST}`, { play });
    const all = await run(`    - { name: End, meta: end_play }\n${LAST}`, { play });

    assert.deepEqual(batch.told, ['w1 End: ok', 'w2 End: ok', 'w1 Next play: ok', 'w2 Next play: ok']);
    assert.deepEqual(all.told, ['w1 End: ok', 'w1 Next play: ok', 'w2 Next play: ok']);
    assert.deepEqual([batch.exitCode, all.exitCode], [0, 0]);
  });

  it('does not make good a failure that a block still holds', async () => {
    const { told, exitCode } = await run(`
    - block:
        - { name: Break, setting: { name: a, value: "1", verb: fail }, when: host.name == "w1" }
      always:
        - { name: End, meta: end_host }
${LAST}`);

    assert.deepEqual(told.slice(-2), ['w2 End: ok', 'w2 Next play: ok']);
    assert.equal(exitCode, 2);
  });

  it('leaves open in a dry run what comes after an end that cannot be known', async () => {
    const tasks = `
    - { name: Maybe, setting: { name: a, value: "1", sure: false }, register: maybe }
    - { name: End, meta: end_WHAT, when: maybe.changed && host.name == "w1" }
    - { name: Skip, debug: { message: x }, when: host.name == "w3" }
    - { name: Then, debug: { message: x }, notify: H }`;
    const host = await run(tasks.replace('WHAT', 'host'), { check: true });
    const play = await run(tasks.replace('WHAT', 'play'), { check: true, play: '  serial: 1' });

    assert.deepEqual(
      host.told.filter((line) => /Then|Skip/.test(line)),
      ['w1 Skip: skipped', 'w2 Skip: skipped', 'w1 Then: unknown', 'w2 Then: ok'],
    );
    assert.ok(host.told.includes('w1 H: unknown') && !host.told.includes('w2 H: unknown'));
    assert.ok(host.told.includes('w1 Next play: ok'));
    assert.deepEqual(
      play.told.filter((line) => line.includes('Then')),
      ['w1 Then: unknown', 'w2 Then: unknown'],
    );
    const said = host.events.find((event) => event.kind === 'task-ended' && event.task.name === 'Then');
    assert.match(
      (said?.kind === 'task-ended' && said.message) || '',
      /^may run: "End" may end the play before: a may change$/,
    );
  });

  it('asks for facts again, and then shows them', async () => {
    const { told, hosts } = await run(
      `    - { name: Ask, meta: refresh_facts }
    - { name: Sees, debug: { message: x }, when: facts.os.kernel == "6.1.0" }
`,
      { play: '  gather_facts: false' },
    );

    assert.ok(told.includes('w1 Sees: ok') && told.includes('w2 Sees: ok'), told.join('; '));
    const asked = hosts.get('w1')?.answered.filter((script) => script.includes('uname'));
    assert.equal(asked?.length, 2);
  });

  it('connects anew, and counts what passed before', async () => {
    const { told, hosts, events, exitCode } = await run(
      `${CHANGE}    - { name: Anew, meta: reset_connection }\n${LAST}`,
    );

    assert.deepEqual(told.slice(2, 6), ['w1 Anew: ok', 'w2 Anew: ok', 'w1 Last: ok', 'w2 Last: ok']);
    assert.equal(hosts.get('w1')?.connected, 2);
    const ended = events.find((event) => event.kind === 'run-ended');
    assert.ok((ended?.traffic['w1']?.roundTrips ?? 0) > 0);
    assert.equal(exitCode, 0);
  });

  it('does nothing, if asked to', async () => {
    const { told } = await run(`    - { name: Nothing, meta: noop }\n`);

    assert.deepEqual(told.slice(0, 2), ['w1 Nothing: ok', 'w2 Nothing: ok']);
  });
});
