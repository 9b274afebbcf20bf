import assert from 'node:assert/strict';
import { MASK } from '../../lib/core/secret.ts';
import type { Block, Play, Task } from '../../lib/playbook/model.ts';
import { DoneBefore } from '../../lib/run/done-before.ts';
import type { RunEvent } from '../../lib/run/events.ts';

type TaskEnded = Extract<RunEvent, { kind: 'task-ended' }>;

const RISKY: Block = { places: [] };

function task(name: string, part?: 'block' | 'rescue'): Task {
  return { id: name, blocks: part ? [{ block: RISKY, part }] : [] } as unknown as Task;
}

/** Tasks `0.0` in the block, `0.1` in its rescue, `0.2` after it, and the handler `0.h0`. */
function plays(strategy: 'linear' | 'free', name: string | undefined): readonly Play[] {
  const tasks = [task('try', 'block'), task('mend', 'rescue'), { ...task('after'), async: name }];
  return [{ tasks, handlers: [task('then')], strategy } as unknown as Play];
}

function done(place: string, rest: Partial<TaskEnded> = {}): RunEvent {
  const ref = { id: place, name: place, module: 'shell', handler: place.includes('h') };
  return {
    ...{ kind: 'task-ended', host: 'w1', task: ref, place, status: 'changed', steps: [], durationMs: 1 },
    ...{ result: {}, unguarded: true },
    ...rest,
  };
}

function failed(place: string, rest: Partial<TaskEnded> = {}): RunEvent {
  const failure = { kind: 'module', code: 'run/exit-code', message: 'exit code 1' } as const;
  return done(place, { status: 'failed', unguarded: undefined, failure, ...rest });
}

function learn(
  runs: readonly (readonly RunEvent[])[],
  { strategy, name }: { readonly strategy?: 'free'; readonly name?: string } = {},
): DoneBefore {
  return new DoneBefore({
    plays: plays(strategy ?? 'linear', name),
    runs: runs.map((events, at) => ({ run: `run${at + 1}`, events })),
    redact: (text) => text.replace('canary', MASK),
  });
}

/** `place` or `place label`, with the run. */
function knownOf({ rounds }: DoneBefore): readonly string[] {
  return rounds.map(({ place, label, run }) =>
    [place, ...(label === undefined ? [] : [label]), run].join(' '),
  );
}

const interrupted = { kind: 'interrupted', code: 'run/interrupted', message: 'interrupted' } as const;

describe('DoneBefore', () => {
  const rows: readonly (readonly [what: string, runs: readonly (readonly RunEvent[])[], known: string[]])[] =
    [
      ['forgets a block that failed', [[done('0.0'), failed('0.0'), done('0.1')]], []],
      [
        'keeps one that was interrupted',
        [[done('0.0'), failed('0.0', { failure: interrupted })]],
        ['0.0 run1'],
      ],
      [
        'keeps one of which a failure was ignored',
        [[done('0.0', { item: 'a', index: 0 }), failed('0.0', { item: 'b', index: 1, borne: 'ignored' })]],
        ['0.0 a run1'],
      ],
      [
        'keeps one that lost its host',
        [[done('0.0'), failed('0.2', { status: 'unreachable' })]],
        ['0.0 run1'],
      ],
      ['begins a block anew with each run', [[failed('0.0')], [done('0.0')]], ['0.0 run2']],
      ['forgets what a later run did again and failed in', [[done('0.2')], [failed('0.2')]], []],
      [
        'knows once what a later run told again',
        [[done('0.2')], [done('0.2', { doneIn: 'run1' })]],
        ['0.2 run1'],
      ],
      ['takes what a later run did instead', [[done('0.2')], [done('0.2')]], ['0.2 run2']],
      [
        'knows equal items apart',
        [[done('0.2', { item: 'a', index: 0 }), done('0.2', { item: 'a', index: 1 })]],
        ['0.2 a run1', '0.2 a run1'],
      ],
      ['keeps the handler that came last', [[done('0.2'), done('0.h0')]], ['0.2 run1', '0.h0 run1']],
      ['forgets a handler that something came after', [[done('0.h0'), done('0.2')]], ['0.2 run1']],
      ['knows nothing of what tells no place', [[done('0.2', { place: undefined })]], []],
    ];
  for (const [what, runs, known] of rows) {
    it(what, () => {
      assert.deepEqual(knownOf(learn(runs)), known);
    });
  }

  for (const [what, options] of [
    ['free plays', { strategy: 'free' }],
    ['plays with tasks in the background', { name: 'job' }],
  ] as const) {
    it(`forgets handlers of ${what}`, () => {
      assert.deepEqual(knownOf(learn([[done('0.2'), done('0.h0')]], options)), ['0.2 run1']);
    });
  }

  it('takes items whose name is secret by their number alone', () => {
    const before = learn([[done('0.2', { item: MASK, index: 1 })]]);
    const ask = (index: number): unknown =>
      before.take({ hosts: ['w1'], place: '0.2', index, label: 'canary' })?.run;

    assert.deepEqual([ask(0), ask(1), ask(1)], [undefined, 'run1', undefined]);
  });

  it('answers for the hosts that are asked about alone', () => {
    const before = learn([[done('0.2')]]);
    const ask = (hosts: readonly string[] | undefined): unknown =>
      before.take({ hosts, place: '0.2', index: undefined, label: undefined })?.host;

    assert.deepEqual([ask(['w2', 'w3']), ask(undefined), ask(undefined)], [undefined, 'w1', undefined]);
  });
});
