import assert from 'node:assert/strict';
import type { RunEvent } from '../../lib/run/events.ts';
import { runOnModel, type ModelRun } from '../support/model-run.ts';
import { buildRandomPlaybook } from '../support/random-playbook.ts';

/** What a run leaves and tells; times and round trips aside. */
function traceOf({ exitCode, events, hosts, cluster }: ModelRun) {
  return {
    exitCode,
    steps: cluster.steps,
    state: [...hosts].map(([name, { state }]) => [name, Object.fromEntries(state)]),
    cluster: Object.fromEntries(cluster.state),
    told: events.flatMap(describeEvent),
  };
}

function describeEvent(event: RunEvent): readonly unknown[] {
  if (event.kind !== 'task-ended') return [];
  const { durationMs, ...told } = event;
  assert.ok(durationMs >= 0);
  return [told];
}

const PLAYBOOKS = 120;

describe('looking ahead', () => {
  for (const check of [false, true]) {
    it(`changes nothing but the round trips, ${check ? 'in a dry run' : 'in a run'} of any playbook`, async () => {
      const first = Date.now();
      let saved = 0;
      for (let seed = first; seed < first + PLAYBOOKS; seed += 1) {
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
});

function tripsOf({ hosts }: ModelRun): number {
  return [...hosts.values()].reduce((sum, { roundTrips }) => sum + roundTrips, 0);
}
