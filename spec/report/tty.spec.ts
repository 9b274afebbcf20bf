import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import type { RunEvent } from '../../lib/run/events.ts';
import { LiveScreen } from '../../lib/report/live-screen.ts';
import { createTtyReporter } from '../../lib/report/tty.ts';
import {
  ended,
  failure,
  listNames,
  playStarted,
  runEnded,
  runStarted,
  started,
  step,
  taskRef,
  waiting,
} from './run-events.ts';
import { Screen } from './screen.ts';

const CONFIGURE = taskRef('Configure');
const START = taskRef('Start it');

interface Watched {
  readonly screen: Screen;
  readonly reporter: ReturnType<typeof createTtyReporter>;
  readonly clock: { ms: number };
}

async function watch(
  run: (watched: Watched) => Promise<void> | void,
  rest: { verbosity?: number } = {},
): Promise<Screen> {
  const screen = new Screen();
  const clock = { ms: 0 };
  const reporter = createTtyReporter({
    output: 'tty',
    write: (text) => {
      screen.write(text);
    },
    columns: 80,
    rows: 24,
    colour: false,
    diff: false,
    verbosity: 0,
    commands: { again: 'k3play run site.yml -i hosts.yml' },
    now: () => clock.ms,
    ...rest,
  });
  try {
    await run({ screen, reporter, clock });
  } finally {
    reporter.close();
  }
  return screen;
}

/** Waits until the screen shows it, which takes a turn of the spinner. */
async function until(screen: Screen, pattern: RegExp): Promise<void> {
  const deadline = performance.now() + 5000;
  while (!pattern.test(screen.text)) {
    assert.ok(performance.now() < deadline, `${String(pattern)} is not on the screen:\n${screen.text}`);
    await turn();
  }
}

describe('tty reporter', () => {
  it('says which run it goes on after, and what was done in that one', async () => {
    const screen = await watch(({ reporter }) => {
      reporter.listen({ ...runStarted(['w1', 'w2']), resumes: 'RUN' } as RunEvent);
      reporter.listen(playStarted('Web servers', ['w1', 'w2']));
      reporter.listen(started(CONFIGURE, ['w1', 'w2']));
      for (const host of ['w1', 'w2']) {
        reporter.listen(ended(CONFIGURE, host, { doneIn: 'RUN', item: 'one' }));
        reporter.listen(ended(CONFIGURE, host, { doneIn: 'RUN', item: 'two' }));
      }
      reporter.listen(runEnded({ w1: { ok: 1 }, w2: { ok: 1 } }));
    });

    assert.match(screen.text, /^Goes on after run RUN\.\n/);
    assert.match(screen.text, /\n {2}• Configure {2}site\.yml:9\n {4}done in RUN: w1, w2\n/);
  });

  it('shows the hosts that are busy and what they wait for, and leaves only what matters', async () => {
    const screen = await watch(async ({ screen, reporter, clock }) => {
      reporter.listen(runStarted(['w1', 'w2']));
      await until(screen, /\n❯ Connecting · 0 s\n {2}\S w1\n {2}\S w2\n/);
      reporter.listen({ kind: 'host-connected', host: 'w1', durationMs: 5 });
      reporter.listen({ kind: 'host-connected', host: 'w2', durationMs: 5 });
      reporter.listen(playStarted('Web servers', ['w1', 'w2']));
      reporter.listen(started(CONFIGURE, ['w1', 'w2']));
      reporter.listen(ended(CONFIGURE, 'w1'));
      await until(screen, /\n❯ Configure · 1 of 2 · 0 s\n {2}\S w2\n$/);
      reporter.listen(ended(CONFIGURE, 'w2'));
      reporter.listen(started(START, ['w1', 'w2']));
      clock.ms = 7000;
      reporter.listen(waiting(START, 'w2', 'connection refused'));
      await until(
        screen,
        /\n❯ Start it · 0 of 2 · 7 s\n {2}\S w1\n {2}\S w2 waits for port 6443 answers \(missing: conn/,
      );
      for (const host of ['w1', 'w2']) {
        reporter.listen(
          ended(START, host, {
            status: 'changed',
            steps: [step('web.service', ['inactive', 'active'])],
            durationMs: 7000,
          }),
        );
      }
      reporter.listen({ kind: 'play-ended', play: 'Web servers', traffic: {} });
      reporter.listen(runEnded({ w1: { ok: 1, changed: 1 }, w2: { ok: 1, changed: 1 } }));
    });

    assert.equal(
      screen.text,
      [
        '',
        'Web servers  w1, w2',
        '  · 1 task in sync',
        '  • Start it  site.yml:8  7.0 s',
        '    changed: w1, w2',
        '      web.service: inactive → active',
        '',
        '      ok  changed  unknown  skipped  failed  unreachable',
        'w1     1        1        0        0       0            0',
        'w2     1        1        0        0       0            0',
        '',
        'done on 2 hosts in 1 min 01 s: 2 changes',
        '',
      ].join('\n'),
    );
    assert.equal(screen.cursor, 'shown');
  });

  it('tells a failure while other hosts work, again at the end, and how to run again', async () => {
    const refused = failure('exit code 3', { hint: 'journalctl -u web' });
    const screen = await watch(async ({ screen, reporter, clock }) => {
      reporter.listen(runStarted(['w1', 'w2']));
      reporter.listen(playStarted('Web', ['w1', 'w2']));
      reporter.listen(started(START, ['w1', 'w2']));
      reporter.listen(ended(START, 'w1', { status: 'failed', failure: refused }));
      clock.ms = 1500;
      await until(
        screen,
        /✖ Start it {2}site\.yml:8\n {4}failed: w1\n {6}exit code 3\n {6}hint: journalctl -u web\n/,
      );
      await until(screen, /\n❯ Start it · 1 of 2 · 1 s\n {2}\S w2\n$/);
      const undone = [{ hosts: ['w1'], task: START, after: 1, handlers: [] }];
      reporter.listen(runEnded({ w1: { failed: 1 }, w2: {} }, { exitCode: 2, undone }));
    });

    assert.match(
      screen.text,
      /\nWhat failed\n {2}w1 in "Start it" \[site\.yml:8\]\n {4}exit code 3\n {4}hint: journalctl/,
    );
    assert.match(
      screen.text,
      /\n\nWhat was not done\n {2}w1: "Start it" \[site\.yml:8\] and 1 task after it\n\n/,
    );
    assert.match(
      screen.text,
      /\nfailed on w1 after 1 min 01 s\nrun again: k3play run site\.yml -i hosts\.yml\n$/,
    );
  });

  it('keeps the tree small, however many hosts are busy', async () => {
    const names = listNames(57);

    await watch(async ({ screen, reporter }) => {
      reporter.listen(runStarted(names));
      await until(screen, /\n❯ Connecting · 0 s\n( {2}\S web[1-8]\n){8} {2}\S \+49 more\n$/);
    });
  });

  it('gives the terminal back at any moment, even before the tree is drawn', async () => {
    const screen = await watch(async ({ reporter, screen }) => {
      reporter.listen(runStarted(['w1']));
      reporter.close();
      const text = screen.text;
      for (let turns = 0; turns < 50; turns++) await turn();

      assert.equal(screen.text, text);
    });

    assert.equal(screen.text, '');
    assert.equal(screen.cursor, 'shown');
  });

  it('lists every task with -v', async () => {
    const screen = await watch(
      ({ reporter }) => {
        reporter.listen(started(CONFIGURE, ['w1', 'w2']));
        reporter.listen(ended(CONFIGURE, 'w1'));
        reporter.listen(ended(CONFIGURE, 'w2', { status: 'skipped', message: 'when: false' }));
        reporter.listen(runEnded({ w1: { ok: 1 }, w2: { skipped: 1 } }));
      },
      { verbosity: 1 },
    );

    assert.match(screen.text, /• Configure {2}site\.yml:9\n {4}ok: w1\n {4}skipped: w2 · when: false\n/);
    assert.match(screen.text, /\nround trips: 3 \(1 wait\) on w1, w2; 10 kB sent, 4 kB received in all\n/);
  });
});

describe('LiveScreen', () => {
  it('writes lines that stay above a frame of several lines', () => {
    const screen = new Screen();
    const live = new LiveScreen((text) => screen.write(text), { columns: 80, rows: 24 });

    live.write('one\ntwo\n');
    live.print('stays\n');
    assert.equal(screen.text, 'stays\none\ntwo\n');
    live.write('\x1b[2K\x1b[1A\x1b[2K\x1b[1A\x1b[2K\x1b[Gthree\n');
    assert.equal(screen.text, 'stays\nthree\n');
    live.print('too\n');
    live.finish();
    live.write('late\n');
    live.print('last\n');

    assert.equal(screen.text, 'stays\ntoo\nlast\n');
  });
});
