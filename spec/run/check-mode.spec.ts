import assert from 'node:assert/strict';
import { runOnModel, type ModelRunOptions } from '../support/model-run.ts';

function run(tasks: string, { play = '', ...options }: Partial<ModelRunOptions> & { play?: string } = {}) {
  const handlers = '  handlers:\n    - { name: H, debug: { message: x } }';
  return runOnModel(`- hosts: web\n${play}  tasks:\n${tasks}\n${handlers}\n`, {
    hosts: { w1: { a: '0' } },
    ...options,
  });
}

describe('check_mode: true', () => {
  it('only looks in a run: nothing is changed, notified or counted, and the result says what would be', async () => {
    const { told, hosts, events, exitCode } = await run(`
    - { name: Look, setting: { name: a, value: "1" }, check_mode: true, register: look, notify: H }
    - { name: Same, setting: { name: a, value: "0" }, check_mode: true, register: same }
    - { name: Then, debug: { message: x }, when: look.changed && !same.changed }
`);

    assert.deepEqual(told, ['w1 Look: ok', 'w1 Same: ok', 'w1 Then: ok']);
    assert.equal(hosts.get('w1')?.state.get('a'), '0');
    const look = events.find((event) => event.kind === 'task-ended');
    assert.equal(look?.kind === 'task-ended' && look.message, 'would change: a');
    assert.equal(exitCode, 0);
  });

  it('holds for all of a block and of a play, each task seeing the host as it is', async () => {
    const tasks = `
    - { name: One, setting: { name: a, value: "1" } }
    - { name: Two, setting: { name: a, value: "0" }, register: two }
    - { name: Then, debug: { message: x }, when: "!two.changed" }`;
    const play = await run(tasks, { play: '  check_mode: true\n' });
    const block = await run(`    - check_mode: true\n      block:${tasks.replaceAll('\n', '\n    ')}`);

    for (const { told, hosts } of [play, block]) {
      assert.deepEqual(told, ['w1 One: ok', 'w1 Two: ok', 'w1 Then: ok']);
      assert.equal(hosts.get('w1')?.state.get('a'), '0');
    }
  });

  it('is as ever in a dry run', async () => {
    const { told } = await run(
      `
    - { name: One, setting: { name: a, value: "1" }, check_mode: true, notify: H }
    - { name: Two, setting: { name: a, value: "1" } }`,
      { check: true },
    );

    assert.deepEqual(told, ['w1 One: changed', 'w1 Two: ok', 'w1 H: ok']);
  });

  it('fails a run that goes by what cannot be known', async () => {
    const { told, events } = await run(`
    - { name: Maybe, setting: { name: a, value: "1", sure: false }, check_mode: true, register: maybe }
    - { name: Then, debug: { message: x }, when: maybe.changed }`);

    assert.deepEqual(told, ['w1 Maybe: unknown', 'w1 Then: failed']);
    const failed = events.find((event) => event.kind === 'task-ended' && event.failure);
    assert.equal(failed?.kind === 'task-ended' && failed.failure?.code, 'run/undecided');
  });
});
