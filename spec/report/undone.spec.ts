import assert from 'node:assert/strict';
import type { Undone } from '../../lib/run/events.ts';
import { describeUndone } from '../../lib/report/undone.ts';
import { createPaint } from '../../lib/report/paint.ts';
import { listNames, runEnded, runStarted, taskRef, tell } from './run-events.ts';

const START = taskRef('Start it');
const look = { paint: createPaint(false), diff: false, verbosity: 0 };

function tellOf(output: 'plain' | 'json', undone?: readonly Undone[]): string {
  return tell({ output }, [runStarted(['w1']), runEnded({ w1: { failed: 1 } }, { exitCode: 130, undone })]);
}

describe('what was not done, in a report', () => {
  it('is a line for hosts with the same, with what follows and what handlers are owed', () => {
    const told = describeUndone(
      [
        { hosts: ['w1', 'w2'], task: START, after: 3, handlers: [] },
        { hosts: ['w3'], task: START, after: 1, handlers: ['Restart', 'Reload'] },
        { hosts: ['w4'], task: START, after: 0, handlers: [] },
        { hosts: listNames(12), task: undefined, after: 0, handlers: ['Restart'] },
      ],
      look,
    );

    assert.deepEqual(told, [
      'w1, w2: "Start it" [site.yml:8] and 3 tasks after it',
      'w3: "Start it" [site.yml:8] and 1 task after it; the handlers "Restart", "Reload"',
      'w4: "Start it" [site.yml:8]',
      'web1, web2, +10 more: the handler "Restart"',
    ]);
  });

  it('stands before the verdict in a plain log, and not at all where all is done', () => {
    const undone = [{ hosts: ['w1'], task: START, after: 2, handlers: [] }];

    assert.match(
      tellOf('plain', undone),
      /\nNOT DONE\n {2}w1: "Start it" \[site\.yml:8\] and 2 tasks after it\n\ninterrupted after/,
    );
    assert.doesNotMatch(tellOf('plain'), /NOT DONE/);
  });

  it('is a field of the closing line of json', () => {
    const undone = [{ hosts: ['w1'], task: START, after: 2, handlers: ['Restart'] }];
    const [last = ''] = tellOf('json', undone).trimEnd().split('\n').slice(-1);

    assert.deepEqual((JSON.parse(last) as { undone: unknown }).undone, undone);
    assert.doesNotMatch(tellOf('json'), /undone/);
  });
});
