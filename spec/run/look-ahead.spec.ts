import assert from 'node:assert/strict';
import type { RunEvent } from '../../lib/run/events.ts';
import { runOnModel, type ModelRun } from '../support/model-run.ts';
import { buildRandomPlaybook } from '../support/random-playbook.ts';

/** What a run leaves and tells; times and round trips aside. */
function traceOf({ exitCode, events, hosts, cluster }: ModelRun) {
  return {
    exitCode,
    // Steps in the background come when they come, in their own order.
    steps: cluster.steps.filter((step) => !isBeside(step)),
    beside: cluster.steps.filter(isBeside).sort(),
    state: [...hosts].map(([name, { state }]) => [name, Object.fromEntries(state)]),
    cluster: Object.fromEntries(cluster.state),
    told: events.flatMap(describeEvent),
  };
}

function isBeside(step: string): boolean {
  return / [ef] |: fail$/.test(step);
}

function describeEvent(event: RunEvent): readonly unknown[] {
  if (event.kind !== 'task-ended') return [];
  const { durationMs, ...told } = event;
  assert.ok(durationMs >= 0);
  return [told];
}

/** `K3PLAY_RANDOM_MINUTES` goes on for so many minutes. */
const MINUTES = Number(process.env['K3PLAY_RANDOM_MINUTES'] ?? 0);
const PLAYBOOKS = 60;

describe('looking ahead', function () {
  this.timeout(120_000 + MINUTES * 60_000);

  for (const check of [false, true]) {
    it(`changes nothing but the round trips, ${check ? 'in a dry run' : 'in a run'} of any playbook`, async () => {
      const first = Date.now();
      let saved = 0;
      const isEnough = (count: number): boolean =>
        count >= PLAYBOOKS && Date.now() - first >= MINUTES * 30_000;
      for (let seed = first; !isEnough(seed - first); seed += 1) {
        const { text, hosts } = buildRandomPlaybook(seed);

        const [off, on] = await Promise.all(
          [false, true].map((lookAhead) => runOnModel(text, { hosts, check, lookAhead, concurrency: 1 })),
        );

        assert.ok(off && on);
        assert.deepEqual(traceOf(on), traceOf(off), `seed ${seed}:\n${text}\n${JSON.stringify(hosts)}`);
        saved += tripsOf(off) - tripsOf(on);
      }
      assert.ok(saved > 0, 'nothing was ever read ahead');
    });
  }

  it('asks again for what a machine was told under another of its names', async () => {
    const playbook = `
- hosts: web
  tasks:
    - { name: First, setting: { name: b, value: "1" } }
    - { name: Change, setting: { name: a, value: "2" }, when: host.name == "w1" }
    - { name: Look, look: { name: a }, ignore_errors: true }
`;
    const state = { a: '1', b: '1' };

    const { events } = await runOnModel(playbook, { hosts: { w1: state, w2: state }, oneMachine: true });

    const looked = events.filter((event) => event.kind === 'task-ended' && event.task.name === 'Look');
    assert.deepEqual(
      looked.map((event) => event.kind === 'task-ended' && event.result?.['rc']),
      [2, 2],
    );
  });

  it('sends thirty tasks to a host in sync as one batch', async () => {
    const tasks = Array.from({ length: 30 }, (_, at) => `    - setting: { name: s${at}, value: "1" }\n`).join(
      '',
    );
    const state = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`s${at}`, '1']));

    const { hosts } = await runOnModel(`- hosts: web\n  tasks:\n${tasks}`, { hosts: { w1: state } });

    assert.equal(hosts.get('w1')?.roundTrips, 1);
  });

  it('asks for little ahead on a host where every task changes something', async () => {
    const tasks = Array.from({ length: 30 }, (_, at) => `    - setting: { name: s${at}, value: "1" }\n`).join(
      '',
    );

    const { hosts } = await runOnModel(`- hosts: web\n  tasks:\n${tasks}`, { hosts: { w1: {} } });

    const reads = hosts.get('w1')?.sent.filter((text) => text.startsWith('get ')) ?? [];
    // Two reads a task and two of its proof, one task ahead each time, and the first batch of all.
    assert.ok(reads.length < 30 * 6 + 30, `${reads.length} reads`);
    assert.ok((hosts.get('w1')?.roundTrips ?? Infinity) <= 30 * 2 + 1);
  });
});

function tripsOf({ hosts }: ModelRun): number {
  return [...hosts.values()].reduce((sum, { roundTrips }) => sum + roundTrips, 0);
}
