import assert from 'node:assert/strict';
import { runOnModel } from '../support/model-run.ts';
import { act, endedOf, FAIL, goOn, play, type Hosts } from '../support/resumed-run.ts';

describe('a run that goes on after another, with blocks, handlers and what is done once for all', () => {
  const hosts: Hosts = { w1: { broken: '1' }, w2: { broken: '1' } };
  const one: Hosts = { w1: { broken: '1' } };

  it('goes anew through a block that failed and was taken back, and not through one that went well', async () => {
    const text = `
- hosts: web
  tasks:
    - name: Well
      block: [${act('begin')}]
      always: [${act('end')}]
    - name: Taken back
      block:
        - ${act('drain')}
        - name: Within
          block: [${act('upgrade')}, ${FAIL}]
      always: [${act('undrain')}]
    - ${act('after')}
`;
    const first = await runOnModel(text, { hosts: one });
    const second = await goOn(text, [first]);

    assert.deepEqual(endedOf(second), [
      ...['w1 begin run1', 'w1 end run1', 'w1 drain changed', 'w1 upgrade changed', 'w1 Fail ok'],
      ...['w1 undrain changed', 'w1 after changed'],
    ]);
  });

  it('goes anew through a block in which a failure in the background was raised', async () => {
    const text = `
- hosts: web
  tasks:
    - { name: Fail, look: { name: broken }, async: job }
    - block: [${act('one')}, { name: wait, await: job }]
      always: [${act('back')}]
`;
    const first = await runOnModel(text, { hosts: one });
    const second = await goOn(text, [first]);

    assert.equal(first.exitCode, 2);
    assert.deepEqual(second.cluster.steps, ['w1: set one 1', 'w1: set back 1']);
  });

  it('keeps what was done in a block of which nothing was taken back', async () => {
    const plain = `- hosts: web\n  tasks:\n    - block: [${act('one')}, ${FAIL}]\n`;
    const first = await runOnModel(plain, { hosts: one });
    const stop = new AbortController();
    const rescued = `- hosts: web\n  tasks:\n    - block: [${act('one')}, ${act('two')}]\n      rescue: [${act('no')}]\n`;
    const stopped = await runOnModel(rescued, {
      hosts: one,
      stop: stop.signal,
      listen: ({ kind }) => {
        if (kind === 'task-ended') stop.abort();
      },
    });

    assert.deepEqual(endedOf(await goOn(plain, [first])), ['w1 one run1', 'w1 Fail ok']);
    assert.deepEqual(endedOf(await goOn(rescued, [stopped])), ['w1 one run1', 'w1 two changed']);
  });

  it('knows what was done once for all, on whichever host that was', async () => {
    const text = play([
      act('once', ', run_once: true, register: once'),
      FAIL,
      act('each', ', when: once.changed'),
    ]);
    const first = await runOnModel(text, { hosts, concurrency: 1 });
    const second = await goOn(text, [first], { unreachable: ['w1'] });

    assert.deepEqual(endedOf(second), ['w2 once run1', 'w2 Fail ok', 'w2 each changed']);
  });

  it('knows what was done once for each batch', async () => {
    const text = play(
      [act('once', ', run_once: true'), '{ name: Fail, look: { name: broken }, when: host.name == "w2" }'],
      '  serial: 1\n',
    );
    const first = await runOnModel(text, { hosts, concurrency: 1 });
    const second = await goOn(text, [first]);

    assert.deepEqual(endedOf(second), ['w1 once run1', 'w1 Fail skipped', 'w2 once run1', 'w2 Fail ok']);
  });

  it('does once for a batch what was done for another alone', async () => {
    const text = play([act('once', ', run_once: true')], '  serial: 1\n');
    const first = await runOnModel(text, { hosts, concurrency: 1, unreachable: ['w1'] });
    const second = await goOn(text, [first]);

    assert.deepEqual(endedOf(second), ['w1 once changed', 'w2 once run1']);
  });

  it('leaves handlers to what the hosts owe', async () => {
    const handlers = `  handlers: [${act('Then')}]\n`;
    const text = `${play([act('notifies', ', notify: Then'), FAIL])}${handlers}`;
    const first = await runOnModel(text, { hosts: one });
    const owing = await goOn(text, [first], { owed: ['Then'] });
    const settled = await goOn(text, [first]);

    assert.equal(first.hosts.get('w1')?.debts.size, 1);
    assert.deepEqual(endedOf(owing), ['w1 notifies run1', 'w1 Fail ok', 'w1 Then changed']);
    assert.deepEqual(endedOf(settled), ['w1 notifies run1', 'w1 Fail ok']);
  });

  it('does not do a handler again that ended before the host could forget it', async () => {
    const handlers = `  handlers: [${act('Then')}]\n`;
    const text = `${play([act('notifies', ', notify: Then')])}${handlers}`;
    const whole = await runOnModel(text, { hosts: one });
    const until = whole.events.findIndex((event) => event.kind === 'task-ended' && event.task.handler);
    const killed = { ...whole, events: whole.events.slice(0, until + 1) };
    const second = await goOn(text, [killed], { owed: ['Then'] });

    assert.deepEqual(endedOf(second), ['w1 notifies run1', 'w1 Then run1']);
    assert.equal(second.hosts.get('w1')?.debts.size, 0);
  });

  it('does a handler again that is notified of something new, or may be', async () => {
    const handlers = `  handlers: [${act('Then')}]\n`;
    const bring = (value: string): string => {
      const state = `{ name: state, setting: { name: state, value: "${value}" }, notify: Then }`;
      const later = '  post_tasks: [{ name: Later, look: { name: broken }, notify: Then }]\n';
      return `${play([state])}${later}${handlers}`;
    };
    const whole = await runOnModel(bring('1'), { hosts: one });
    const until = whole.events.findIndex((event) => event.kind === 'task-ended' && event.task.handler);
    const told = { ...whole, events: whole.events.slice(0, until + 1) };
    const begun = { ...whole, events: whole.events.slice(0, until + 2) };

    const anew = await goOn(bring('2'), [told], { owed: ['Then'] });
    const maybe = await goOn(bring('1'), [begun], { owed: ['Then'] });
    const chained = await goOn(bring('1'), [told, { ...told, events: [] }], { owed: ['Then'] });

    assert.deepEqual(endedOf(anew), ['w1 state changed', 'w1 Then changed', 'w1 Later ok']);
    for (const run of [maybe, chained])
      assert.deepEqual(endedOf(run), ['w1 state ok', 'w1 Then changed', 'w1 Later ok']);
  });
});
