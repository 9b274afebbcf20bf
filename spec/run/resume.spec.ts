import assert from 'node:assert/strict';
import { runOnModel, type ModelRun } from '../support/model-run.ts';
import { act, endedOf, FAIL, goOn, play, statesOf, type Hosts } from '../support/resumed-run.ts';

describe('a run that goes on after another', () => {
  const hosts: Hosts = { w1: { broken: '1' }, w2: { broken: '1' } };
  const one: Hosts = { w1: { broken: '1' } };

  it('does not do again what no read can tell, and all else as ever', async () => {
    const text = play([
      act('first', ', register: first'),
      '{ name: state, setting: { name: state, value: "1" } }',
      FAIL,
      '{ name: last, setting: { name: last, value: "{{ first.value }}", action: true }, when: first.changed }',
    ]);
    const first = await runOnModel(text, { hosts, concurrency: 1 });
    const second = await goOn(text, [first]);

    assert.equal(first.exitCode, 2);
    assert.equal(second.exitCode, 0);
    assert.deepEqual(second.cluster.steps, ['w1: set last 1', 'w2: set last 1']);
    assert.deepEqual(endedOf(second).slice(0, 4), [
      'w1 first run1',
      'w2 first run1',
      'w1 state ok',
      'w2 state ok',
    ]);
    const [started, ended] = [second.events.at(0), second.events.at(-1)];
    assert.equal(started?.kind === 'run-started' && started.resumes, 'run1');
    assert.ok(ended?.kind === 'run-ended');
    assert.deepEqual(ended.hosts['w1'], {
      ok: 3,
      changed: 1,
      unknown: 0,
      skipped: 0,
      failed: 0,
      unreachable: 0,
    });
  });

  it('tells how many results a failed run has that another would not bring about again', async () => {
    const countOf = ({ events }: ModelRun): unknown => {
      const ended = events.at(-1);
      return ended?.kind === 'run-ended' && ended.unguarded;
    };
    const text = play([act('first'), act('looped', ', loop: [1, 2]'), FAIL]);

    assert.equal(countOf(await runOnModel(text, { hosts, concurrency: 1 })), 6);
    assert.equal(countOf(await runOnModel(text, { hosts: { w1: { broken: '0' } } })), undefined);
    assert.equal(countOf(await runOnModel(text, { hosts, check: true })), undefined);
    assert.equal(countOf(await runOnModel(play([FAIL]), { hosts })), undefined);
  });

  it('carries what was done along a chain of runs', async () => {
    const text = play([
      act('first'),
      FAIL,
      act('second'),
      '{ name: Too, look: { name: other } }',
      act('third'),
    ]);
    const first = await runOnModel(text, { hosts: { w1: { broken: '1', other: '1' } } });
    const second = await goOn(text, [first]);
    const third = await goOn(text, [first, second], { mend: false });
    const fourth = await goOn(text, [first, second, third], {
      hosts: statesOf(third, { other: '0' }),
    });

    assert.equal(third.exitCode, 2);
    assert.deepEqual(fourth.cluster.steps, ['w1: set third 1']);
    assert.deepEqual(endedOf(fourth), [
      'w1 first run1',
      'w1 Fail ok',
      'w1 second run2',
      'w1 Too ok',
      'w1 third changed',
    ]);
  });

  it('knows what was done though a run in between came to nothing', async () => {
    const text = play([act('first'), FAIL]);
    const first = await runOnModel(text, { hosts: one });
    const lost = await goOn(text, [first], { unreachable: ['w1'] });
    const third = await goOn(text, [first, lost]);

    assert.equal(lost.exitCode, 4);
    assert.deepEqual(endedOf(third), ['w1 first run1', 'w1 Fail ok']);
  });

  it('takes the items of a loop for what they are called, wherever they stand by now', async () => {
    const loopOver = (items: readonly string[], c: string): string =>
      play([
        `{ name: each, setting: { name: "{{ item.name }}", value: "1", action: true, verb: "{{ item.verb }}" }, loop: ${JSON.stringify(
          items.map((name) => ({ name, verb: name === 'c' ? c : 'set' })),
        )} }`,
      ]);
    const first = await runOnModel(loopOver(['a', 'b', 'c', 'd'], 'fail'), { hosts: one });
    const second = await goOn(loopOver(['d', 'b', 'b', 'c'], 'set'), [first]);

    assert.deepEqual(endedOf(first), ['w1 each a changed', 'w1 each b changed', 'w1 each c failed']);
    assert.deepEqual(endedOf(second), [
      ...['w1 each d changed', 'w1 each b run1', 'w1 each b changed', 'w1 each c changed'],
    ]);
  });

  it('does again what a secret result was registered of, and says why', async () => {
    const text = play([
      act('kept', ', secret: true'),
      act('again', ', secret: true, register: again'),
      '{ name: uses, assert: { that: [again.value == "1"] } }',
      FAIL,
    ]);
    const first = await runOnModel(text, { hosts: one });
    const second = await goOn(text, [first]);
    const third = await goOn(text, [first, second]);

    for (const run of [second, third]) {
      assert.deepEqual(run.cluster.steps, ['w1: set again 1']);
      const warnings = run.events.flatMap((event) => (event.kind === 'warning' ? [event.message] : []));
      assert.equal(warnings.length, 1);
      assert.match(
        warnings[0] ?? '',
        /^"again" was done in run\d and is done again: what it registers is secret, and not kept$/,
      );
    }
  });

  it('does again what failed, whether that was ignored or not, and what is only looked at', async () => {
    const text = play([
      '{ name: bad, setting: { name: bad, value: "1", action: true, verb: fail }, ignore_errors: true }',
      act('seen', ', check_mode: true'),
      FAIL,
    ]);
    const first = await runOnModel(text, { hosts: one });
    const second = await goOn(text, [first]);

    assert.deepEqual(endedOf(second), ['w1 bad failed', 'w1 seen ok', 'w1 Fail ok']);
  });

  it('has of a task in the background what it did before, and does again what was not awaited', async () => {
    const text = play([
      act('job', ', async: job'),
      '{ name: wait, await: job, register: ended }',
      '{ name: uses, assert: { that: [ended.value == "1"] } }',
      act('hidden', ', async: hidden, secret: true'),
      '{ name: later, await: hidden }',
      FAIL,
    ]);
    const first = await runOnModel(text, { hosts: one });
    const second = await goOn(text, [first]);

    assert.equal(second.exitCode, 0);
    assert.deepEqual(second.cluster.steps, ['w1: set hidden 1']);
    assert.ok(endedOf(second).includes('w1 job run1'));
  });

  it('reads on ahead past what is not done again', async () => {
    const states = ['a', 'b', 'c'].map((name) => `{ name: ${name}, setting: { name: ${name}, value: "1" } }`);
    const acts = ['x', 'y', 'z'].map((name) => act(name));
    const text = play([...states.flatMap((task, at) => [task, acts[at] ?? '']), FAIL]);
    const first = await runOnModel(text, { hosts: one });
    const second = await goOn(text, [first]);
    const plain = await runOnModel(play([...states, FAIL]), { hosts: statesOf(first, { broken: '0' }) });

    assert.deepEqual(second.cluster.steps, []);
    assert.equal(tripsOf(second), tripsOf(plain));
  });

  it('tells in a dry run what it would do, and counts what was done as ok', async () => {
    const text = play([act('first'), FAIL, act('last')]);
    const first = await runOnModel(text, { hosts: one });
    const dry = await goOn(text, [first], { check: true });

    assert.deepEqual(endedOf(dry), ['w1 first run1', 'w1 Fail ok', 'w1 last changed']);
    assert.deepEqual(dry.cluster.steps, []);
  });

  it('has done everything once in the end, wherever the run before was ended', async () => {
    const text = `
- hosts: web
  serial: [1, 2]
  tasks:
    - ${act('alone')}
    - ${act('looped', ', loop: [1, 2, 3]').replace('name: looped, value: "1"', 'name: "l{{ item }}", value: "1"')}
    - name: A block
      block: [${act('tried')}, { name: state, setting: { name: state, value: "1" } }]
      always: [${act('cleared')}]
    - ${act('once', ', run_once: true')}
    - ${act('skipped', ', when: host.name == "w3"')}
- hosts: web
  strategy: free
  tasks:
    - ${act('freely')}
    - ${act('late', ', loop: [1, 2]').replace('name: late, value: "1"', 'name: "f{{ item }}", value: "1"')}
`;
    const three: Hosts = { w1: {}, w2: {}, w3: {} };
    const whole = await runOnModel(text, { hosts: three, concurrency: 1 });
    const wanted = whole.cluster.steps.toSorted();

    for (let ends = 1; ends < whole.events.length; ends += 1) {
      const runs: ModelRun[] = [];
      for (const limit of [ends, Math.ceil(ends / 2), Infinity]) {
        const stop = new AbortController();
        let told = 0;
        const listen = (): void => {
          told += 1;
          if (told === limit) stop.abort();
        };
        const options = { stop: stop.signal, listen, concurrency: 1 };
        runs.push(
          runs.length === 0
            ? await runOnModel(text, { hosts: three, ...options })
            : await goOn(text, runs, { ...options, mend: false }),
        );
      }

      assert.deepEqual(runs.map(({ exitCode }) => exitCode).at(-1), 0);
      assert.deepEqual(
        runs.flatMap(({ cluster }) => cluster.steps).toSorted(),
        wanted,
        `ended after ${ends} events`,
      );
    }
  });
});

function tripsOf({ events }: ModelRun): number {
  const ended = events.at(-1);
  return ended?.kind === 'run-ended' ? (ended.traffic['w1']?.roundTrips ?? 0) : 0;
}
