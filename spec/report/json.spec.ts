import assert from 'node:assert/strict';
import type { RunEvent } from '../../lib/run/events.ts';
import { ended, failure, runEnded, runStarted, started, step, taskRef, tell } from './run-events.ts';

const TASK = taskRef('Configure');
const DIFF = { before: 'a', after: 'b' };

function parse(text: string): Record<string, unknown>[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('json reporter', () => {
  it('writes one object a line, with all that the event says', () => {
    const events: readonly RunEvent[] = [
      runStarted(['w1']),
      started(TASK, ['w1']),
      ended(TASK, 'w1', {
        status: 'failed',
        failure: failure('two\nlines', { hint: 'h' }),
        result: { rc: 1 },
      }),
    ];

    const told = parse(tell({ output: 'json' }, events));

    assert.deepEqual(
      told,
      events.map(({ kind, ...fields }) => ({ event: kind, ...fields })),
    );
  });

  it('ends with the exit code, the duration and the counts of each host', () => {
    const last = parse(
      tell({ output: 'json' }, [runStarted(['w1']), runEnded({ w1: { ok: 2 } }, { exitCode: 4 })]),
    ).at(-1);

    assert.deepEqual(last, {
      event: 'run-ended',
      exitCode: 4,
      durationMs: 61_000,
      hosts: { w1: { ok: 2, changed: 0, unknown: 0, skipped: 0, failed: 0, unreachable: 0 } },
      traffic: { w1: { roundTrips: 3, waits: 1, bytesSent: 5000, bytesReceived: 2000 } },
    });
  });

  for (const diff of [true, false]) {
    it(`${diff ? 'carries' : 'leaves out'} texts before and after ${diff ? 'with' : 'without'} --diff`, () => {
      const event = ended(TASK, 'w1', { status: 'changed', steps: [step('x', ['0', '1'], { diff: DIFF })] });

      const [told] = parse(tell({ output: 'json', diff }, [event]));

      const [first] = told?.['steps'] as Record<string, unknown>[];
      assert.deepEqual(first?.['diff'], diff ? DIFF : undefined);
    });
  }

  it('carries what hosts print unchanged, in characters that are harmless to look at', () => {
    const nasty = '\x1b[2J\x07\r\n\x9b31m\u202e\u2028\ufeff\x7f"\\';

    const text = tell({ output: 'json' }, [ended(TASK, 'w1', { message: nasty })]);

    assert.doesNotMatch(text.trimEnd(), /[\x00-\x1f\x7f-\x9f\u202e\u2028\ufeff]/);
    assert.equal(parse(text)[0]?.['message'], nasty);
  });
});
