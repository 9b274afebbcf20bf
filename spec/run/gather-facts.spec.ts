import assert from 'node:assert/strict';
import { readFacts } from '../../lib/modules/facts-read.ts';
import { runOnModel, type ModelRun } from '../support/model-run.ts';

const ASK = readFacts().script.text;

function timesAsked({ hosts }: ModelRun): number {
  return hosts.get('w1')?.answered.filter((text) => text === ASK).length ?? 0;
}

describe('gather_facts', () => {
  const play = (words: string, ...tasks: readonly string[]): string =>
    `- hosts: web\n${words}  tasks:\n${tasks.map((task) => `    - ${task}\n`).join('')}`;
  const hosts = { w1: { a: '0' } };

  it('is what plays do that do not say otherwise, once a run', async () => {
    const text = play('', 'debug: { message: "{{ facts.hostname }}" }', 'look: { name: a }');

    const run = await runOnModel(text + text, { hosts });

    assert.equal(run.exitCode, 0);
    assert.equal(timesAsked(run), 1);
  });

  it('asks for no facts where it is false and no module looks at them', async () => {
    const run = await runOnModel(play('  gather_facts: false\n', 'look: { name: a }'), { hosts });

    assert.equal(run.exitCode, 0);
    assert.equal(timesAsked(run), 0);
  });

  it('asks when a module has to know, though it is false, and shows them to no template', async () => {
    const tasks = [
      'setting: { name: a, value: "1" }',
      'setting: { name: b, value: "1" }',
      'debug: { message: "{{ facts.hostname }}" }',
    ];

    const run = await runOnModel(play('  gather_facts: false\n', ...tasks), { hosts });

    assert.equal(timesAsked(run), 1);
    assert.deepEqual(
      run.told.map((line) => line.split(': ')[1]),
      ['changed', 'changed', 'failed'],
    );
  });
});
