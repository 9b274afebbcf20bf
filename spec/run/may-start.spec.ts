import assert from 'node:assert/strict';
import { runOnModel, type ModelRun, type ModelRunOptions } from '../support/model-run.ts';

const PLAYBOOK = `
- hosts: web
  tasks:
    - { name: One, setting: { name: a, value: "2" }, notify: Then }
    - { name: Two, setting: { name: b, value: "3" }, register: two }
    - { name: Three, debug: { message: three }, when: two.skipped }
    - { name: Four, debug: { message: four }, when: host.name == "none", loop: [1, 2] }
  handlers:
    - { name: Then, setting: { name: c, value: x } }
`;
const hosts = { w1: { a: '1' }, w2: { a: '1' } };

/** Runs, and says no to some tasks. */
async function runBut(
  no: readonly string[],
  options: ModelRunOptions = { hosts },
  playbook = PLAYBOOK,
): Promise<ModelRun & { readonly asked: readonly string[] }> {
  const asked: string[] = [];
  const run = await runOnModel(playbook, {
    ...options,
    mayStart: ({ name, handler }, { hosts: names }) => {
      asked.push(`${handler ? 'handler ' : ''}${name}: ${names.join(' ')}`);
      return Promise.resolve(!no.includes(name));
    },
  });
  return { ...run, asked };
}

describe('a run that is asked for leave before each task', () => {
  it('is asked once a task, whatever becomes of it on the hosts, and for handlers too', async () => {
    const { asked, exitCode } = await runBut([]);

    assert.equal(exitCode, 0);
    assert.deepEqual(asked, [
      'One: w1 w2',
      'Two: w1 w2',
      'Three: w1 w2',
      'Four: w1 w2',
      'handler Then: w1 w2',
    ]);
  });

  it('leaves a declined task out on all hosts, and goes on as if its condition did not hold', async () => {
    const { told, hosts: models, exitCode } = await runBut(['Two']);

    assert.equal(exitCode, 0);
    assert.deepEqual(
      told.filter((line) => line.startsWith('w1') && !line.includes('Four')),
      ['w1 One: changed', 'w1 Two: skipped', 'w1 Three: ok', 'w1 Then: changed'],
    );
    assert.deepEqual(
      [...models.values()].map(({ state }) => state.get('b')),
      [undefined, undefined],
    );
  });

  it('leaves a declined handler owed on the hosts', async () => {
    const { hosts: models, exitCode } = await runBut(['Then']);

    assert.equal(exitCode, 0);
    assert.deepEqual(
      [...models.values()].map(({ debts, state }) => [debts.size, state.get('c')]),
      [
        [1, undefined],
        [1, undefined],
      ],
    );
  });

  it('asks for what runs once with the host it runs on, and registers it on all', async () => {
    const playbook = `
- hosts: web
  tasks:
    - { name: One, setting: { name: a, value: "2" }, run_once: true, register: one }
    - { name: Two, debug: { message: two }, when: one.skipped }
`;
    const { asked, told } = await runBut(['One'], { hosts }, playbook);

    assert.deepEqual(asked, ['One: w1', 'Two: w1 w2']);
    assert.deepEqual(told, ['w1 One: skipped', 'w1 Two: ok', 'w2 Two: ok']);
  });

  it('asks nothing for tasks that no host comes to', async () => {
    const playbook = `
- hosts: web
  tasks:
    - block:
        - { name: One, debug: { message: one } }
      rescue:
        - { name: Two, debug: { message: two } }
`;
    assert.deepEqual((await runBut([], { hosts }, playbook)).asked, ['One: w1 w2']);
  });

  it('asks hosts anew for what may have changed while it waited for an answer', async () => {
    const state = { a: '0', b: '0' };
    const playbook = `
- hosts: web
  tasks:
    - { name: One, look: { name: a } }
    - { name: Two, look: { name: b }, register: two }
    - { name: Three, debug: { message: "{{ two.rc }}" } }
`;
    const asking = await runBut([], { hosts: { w1: state } }, playbook);
    const silent = await runOnModel(playbook, { hosts: { w1: state } });

    assert.equal(asking.exitCode, 0);
    assert.equal(countReads(silent, 'get b'), 1);
    assert.equal(countReads(asking, 'get b'), 2);
  });

  it('begins nothing once it is stopped meanwhile', async () => {
    const controller = new AbortController();
    const run = await runOnModel(PLAYBOOK, {
      hosts,
      stop: controller.signal,
      mayStart: ({ name }) => {
        if (name === 'Then') controller.abort();
        return Promise.resolve(true);
      },
    });

    assert.equal(run.exitCode, 130);
    assert.ok(!run.told.some((line) => line.includes('Then')));
    assert.deepEqual(
      [...run.hosts.values()].map(({ debts }) => debts.size),
      [1, 1],
    );
  });
});

function countReads({ hosts: models }: ModelRun, command: string): number {
  return [...models.values()].flatMap(({ sent }) => sent).filter((text) => text.includes(command)).length;
}
