import assert from 'node:assert/strict';
import { TaskLog } from '../../lib/report/task-log.ts';
import type { RunEvent } from '../../lib/run/events.ts';
import { ended, failure, playStarted, runEnded, started, taskRef, tell } from './run-events.ts';

const [ONE, TWO, LOOP] = [taskRef('One'), taskRef('Number two'), taskRef('A loop')];
const HOSTS = ['web1', 'web2'];
const CHANGED = { status: 'changed' } as const;

function free(task: ReturnType<typeof taskRef>): RunEvent {
  return { ...started(task, HOSTS), free: true } as RunEvent;
}

/** Whether hosts are busy, task by task, and what was told by then. */
function follow(events: readonly RunEvent[]) {
  const told: string[] = [];
  const log = new TaskLog({
    now: () => 0,
    onResults: ({ name }, results) => told.push(`${name}: ${results.map(({ host }) => host).join(' ')}`),
  });
  for (const event of events) {
    if (event.kind === 'task-started') log.start(event);
    if (event.kind === 'task-ended') log.end(event);
  }
  return { told, open: log.open.map(({ task, busy, done }) => `${task.name}: ${busy.join(' ')} (${done})`) };
}

describe('hosts at their own pace', () => {
  it('are told of in one go, once the last has done with a task', () => {
    const events = [free(ONE), ended(ONE, 'web1'), free(TWO), ended(TWO, 'web1'), ended(ONE, 'web2')];

    assert.deepEqual(follow(events.slice(0, 4)), {
      told: [],
      open: ['One: web2 (1)'],
    });
    assert.deepEqual(follow(events), { told: ['One: web1 web2'], open: ['Number two: web2 (1)'] });
  });

  it('have done with a loop, and with what they pass over, once they are further', () => {
    const events = [
      free(LOOP),
      ended(LOOP, 'web1', { item: 'a' }),
      ended(LOOP, 'web1', { item: 'b' }),
      free(ONE),
      ended(ONE, 'web1'),
      ended(ONE, 'web2'),
    ];

    assert.deepEqual(follow(events).told, ['A loop: web1 web1', 'One: web1 web2']);
  });

  it('are waited for no longer where they failed', () => {
    const broken = ended(ONE, 'web1', { status: 'failed', failure: failure('no') });
    const events = [free(ONE), free(TWO), ended(ONE, 'web2'), broken, ended(TWO, 'web2')];

    assert.deepEqual(follow(events), { told: ['One: web1 web2', 'Number two: web2'], open: [] });
  });

  it('leave a plain log in which each task stands once', () => {
    const text = tell({ output: 'plain' }, [
      playStarted('Web', HOSTS),
      free(ONE),
      ended(ONE, 'web1', CHANGED),
      free(TWO),
      ended(TWO, 'web1', CHANGED),
      ended(ONE, 'web2', CHANGED),
      ended(TWO, 'web2', CHANGED),
      runEnded({ web1: { changed: 2 }, web2: { changed: 2 } }),
    ]);

    assert.equal(text.match(/TASK One/g)?.length, 1);
    assert.equal(text.match(/TASK Number two/g)?.length, 1);
    assert.match(text, /TASK One .*\n {2}changed: +web1, web2/);
  });
});
