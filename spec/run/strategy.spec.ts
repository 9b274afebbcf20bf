import assert from 'node:assert/strict';
import { runOnModel, type ModelRun } from '../support/model-run.ts';

const THREE = { w1: { a: '0' }, w2: { a: '0' }, w3: { a: '0' } };

function toldOf({ told }: ModelRun, host: string): readonly string[] {
  return told.filter((line) => line.startsWith(`${host} `)).map((line) => line.slice(host.length + 1));
}

function startsOf({ events }: ModelRun) {
  return events.flatMap((event) => (event.kind === 'task-started' ? [event.task.name] : []));
}

describe('strategy: free', () => {
  it('lets a host go on while another waits, and meets again for handlers', async () => {
    // w1 waits for what w2 says in its next task: in step with one another they would never get there.
    const ran = await runOnModel(
      `
- hosts: web
  strategy: free
  tasks:
    - { name: Change, setting: { name: a, value: "1" }, notify: H }
    - name: Wait
      debug: { message: x }
      when: host.name == "w1"
      until: '"ready" in hostvars.w2'
      retries: 100000
      delay: 0
    - { name: Go, set: { ready: true }, when: host.name == "w2" }
    - { name: Last, debug: { message: x } }
  handlers:
    - { name: H, setting: { name: h, value: "1" } }
`,
      { hosts: { w1: { a: '0' }, w2: { a: '0' } }, concurrency: 2 },
    );

    assert.equal(ran.exitCode, 0);
    assert.deepEqual(toldOf(ran, 'w1'), [
      'Change: changed',
      'Wait: ok',
      'Go: skipped',
      'Last: ok',
      'H: changed',
    ]);
    assert.deepEqual(toldOf(ran, 'w2'), [
      'Change: changed',
      'Wait: skipped',
      'Go: ok',
      'Last: ok',
      'H: changed',
    ]);
    assert.deepEqual(startsOf(ran), ['Change', 'Wait', 'Go', 'Last', 'H']);
    const ends = ran.told.map((line) => line.split(':')[0]);
    assert.ok(ends.indexOf('w2 Last') < ends.indexOf('w1 Wait'), ran.told.join('; '));
    assert.ok(ends.indexOf('w2 H') > ends.indexOf('w1 Last'), ran.told.join('; '));
  });

  for (const check of [false, true]) {
    it(`runs once what runs once, its result known to all${check ? ', in a dry run' : ''}`, async () => {
      const ran = await runOnModel(
        `
- hosts: web
  strategy: free
  tasks:
    - { name: Once, setting: { name: a, value: "1" }, run_once: true, register: once }
    - { name: Then, debug: { message: x }, when: once.value == "1", throttle: 1 }
`,
        { hosts: THREE, check },
      );

      assert.equal(ran.told.filter((line) => line.includes('Once')).length, 1);
      assert.equal(ran.told.filter((line) => line.endsWith('Then: ok')).length, 3);
      assert.deepEqual(startsOf(ran), ['Once', 'Then']);
    });
  }

  it('stops all where more are lost than the play bears, or a task that runs once fails', async () => {
    const tasks = `
    - { name: Break, setting: { name: a, value: "1", verb: fail }, when: host.name == "w2" }
    - { name: Wait, setting: { name: b, value: "1", needs: never }, when: host.name != "w2", ignore_errors: true }
    - { name: Last, debug: { message: x } }`;
    const borne = await runOnModel(`- hosts: web\n  strategy: free\n  tasks:${tasks}`, { hosts: THREE });
    const fatal = await runOnModel(
      `- hosts: web\n  strategy: free\n  any_errors_fatal: true\n  tasks:${tasks}`,
      { hosts: THREE },
    );

    assert.equal(borne.told.filter((line) => line.endsWith('Last: ok')).length, 2);
    assert.equal(fatal.told.filter((line) => line.includes('Last')).length, 0);
    assert.deepEqual([borne.exitCode, fatal.exitCode], [2, 2]);
  });

  it('has batches one after the other, and blocks and their rescues host by host', async () => {
    const ran = await runOnModel(
      `
- hosts: web
  strategy: free
  serial: 2
  tasks:
    - block:
        - { name: Risk, setting: { name: a, value: "1", verb: fail }, when: host.name == "w2" }
        - { name: Two, debug: { message: x } }
      rescue:
        - { name: Mend, debug: { message: x } }
    - { name: Last, debug: { message: x } }
`,
      { hosts: THREE },
    );

    assert.deepEqual(toldOf(ran, 'w1'), ['Risk: skipped', 'Two: ok', 'Last: ok']);
    assert.deepEqual(toldOf(ran, 'w2'), ['Risk: failed', 'Mend: ok', 'Last: ok']);
    assert.ok(ran.told.indexOf('w3 Risk: skipped') > ran.told.indexOf('w2 Last: ok'));
    assert.equal(ran.exitCode, 0);
  });

  it('reads ahead as ever: a host in sync costs no more round trips', async () => {
    const trips = async (strategy: string): Promise<number | undefined> => {
      const tasks = ['a', 'b', 'c'].map((name) => `    - setting: { name: ${name}, value: "1" }\n`).join('');
      const { hosts } = await runOnModel(`- hosts: web\n  strategy: ${strategy}\n  tasks:\n${tasks}`, {
        hosts: { w1: { a: '1', b: '1', c: '1' } },
      });
      return hosts.get('w1')?.roundTrips;
    };

    assert.equal(await trips('free'), await trips('linear'));
  });
});
