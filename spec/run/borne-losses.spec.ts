import assert from 'node:assert/strict';
import { runOnModel } from '../support/model-run.ts';

const TWO = { w1: { a: '0' }, w2: { a: '0' } };
const LAST = '{ name: Last, debug: { message: x } }';
const LOSE = 'setting: { name: a, value: "1", verb: lose }';
const FAIL = 'setting: { name: a, value: "1", verb: fail }';

function run(play: string, tasks: readonly string[], handlers: readonly string[] = []) {
  const list = (lines: readonly string[]): string => lines.map((line) => `    - ${line}\n`).join('');
  const text = `- hosts: web\n${play}  tasks:\n${list(tasks)}`;
  return runOnModel(handlers.length === 0 ? text : `${text}  handlers:\n${list(handlers)}`, {
    hosts: TWO,
    concurrency: 1,
  });
}

describe('ignore_unreachable', () => {
  it('lets a host go on that a task lost, on another connection', async () => {
    const ran = await run('', [
      `{ name: Lose, ${LOSE}, when: host.name == "w1", ignore_unreachable: true }`,
      '{ name: Then, setting: { name: b, value: "1" } }',
    ]);

    assert.deepEqual(ran.told, [
      'w1 Lose: unreachable',
      'w2 Lose: skipped',
      'w1 Then: changed',
      'w2 Then: changed',
    ]);
    const lost = ran.events.find((event) => event.kind === 'task-ended' && event.failure);
    assert.equal(lost?.kind === 'task-ended' && lost.borne, 'ignored');
    assert.deepEqual([ran.hosts.get('w1')?.connected, ran.hosts.get('w2')?.connected], [2, 1]);
    assert.equal(ran.exitCode, 0);
  });

  it('is said by the play and by blocks, too, and a task may say otherwise', async () => {
    const ran = await run('  ignore_unreachable: true\n', [
      `{ name: One, ${LOSE} }`,
      `{ ignore_unreachable: false, block: [{ name: Two, ${LOSE}, when: host.name == "w1" }] }`,
      LAST,
    ]);

    assert.deepEqual(ran.told.slice(2), ['w1 Two: unreachable', 'w2 Two: skipped', 'w2 Last: ok']);
    assert.equal(ran.exitCode, 4);
  });

  it('bears no other failure', async () => {
    const ran = await run('', [`{ name: Break, ${FAIL}, ignore_unreachable: true }`, LAST]);

    assert.equal(ran.exitCode, 2);
    assert.ok(!ran.told.includes('w1 Last: ok'));
  });
});

describe('any_errors_fatal', () => {
  it('of a task or a block ends the play on all hosts, where the failure is not made good', async () => {
    const breaks = `{ name: Break, ${FAIL}, when: host.name == "w1"`;
    const task = await run('', [`${breaks}, any_errors_fatal: true }`, LAST]);
    const block = await run('', [`{ any_errors_fatal: true, block: [${breaks} }] }`, LAST]);
    const rescued = await run('', [
      `{ any_errors_fatal: true, block: [${breaks} }], rescue: [${LAST}] }`,
      LAST,
    ]);

    assert.deepEqual(task.told, ['w1 Break: failed', 'w2 Break: skipped']);
    assert.deepEqual(block.told, task.told);
    assert.deepEqual(rescued.told.slice(-2), ['w1 Last: ok', 'w2 Last: ok']);
    assert.deepEqual([task.exitCode, block.exitCode, rescued.exitCode], [2, 2, 0]);
  });
});

describe('force_handlers', () => {
  const tasks = [
    '{ name: Change, setting: { name: a, value: "1" }, notify: [H, Last] }',
    `{ name: Break, setting: { name: b, value: "1", verb: fail }, when: host.name == "w1" }`,
  ];
  const handlers = ['{ name: H, setting: { name: h, value: "1" } }', LAST];

  it('runs on a host what it owes after its failure, and settles it', async () => {
    const plain = await run('', tasks, handlers);
    const forced = await run('  force_handlers: true\n', tasks, handlers);

    assert.deepEqual(plain.told.slice(4), ['w2 H: changed', 'w2 Last: ok']);
    assert.deepEqual(plain.hosts.get('w1')?.debts.size, 2);
    assert.deepEqual(forced.told.slice(4), ['w1 H: changed', 'w2 H: changed', 'w1 Last: ok', 'w2 Last: ok']);
    assert.deepEqual(forced.hosts.get('w1')?.debts.size, 0);
    assert.deepEqual([plain.exitCode, forced.exitCode], [2, 2]);
  });

  it('does so where the failure ends the play on all hosts', async () => {
    const ran = await run('  force_handlers: true\n  any_errors_fatal: true\n', [...tasks, LAST], handlers);

    assert.deepEqual(ran.told.slice(4), ['w1 H: changed', 'w2 H: changed', 'w1 Last: ok', 'w2 Last: ok']);
    assert.equal(ran.exitCode, 2);
  });

  it('runs nothing on a host that is lost, or after a handler that fails there', async () => {
    const lost = await run(
      '  force_handlers: true\n',
      [
        tasks[0] ?? '',
        `{ name: Lose, setting: { name: b, value: "1", verb: lose }, when: host.name == "w1" }`,
      ],
      handlers,
    );
    const failed = await run('  force_handlers: true\n', tasks, [
      '{ name: H, setting: { name: h, value: "1", verb: fail } }',
      LAST,
    ]);

    assert.deepEqual(lost.told.slice(4), ['w2 H: changed', 'w2 Last: ok']);
    assert.deepEqual(failed.told.slice(4), ['w1 H: failed', 'w2 H: failed']);
    assert.equal(failed.hosts.get('w1')?.debts.size, 2);
  });
});
