import assert from 'node:assert/strict';
import type { RunEvent } from '../../lib/run/events.ts';
import {
  ended,
  failure,
  keep,
  listNames,
  playStarted,
  runEnded,
  runStarted,
  started,
  step,
  taskRef,
  tell,
  waiting,
} from './run-events.ts';

const CONFIGURE = taskRef('Configure');
const START = taskRef('Start it');

function lines(...all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join('');
}

describe('plain reporter', () => {
  it('tells tasks with folded results, failures again at the end, and a line a host last', () => {
    const refused = failure('unit web.service failed\nexit code 3', { hint: 'journalctl -u web' });
    const events: readonly RunEvent[] = [
      runStarted(['w1', 'w2', 'w3']),
      { kind: 'host-connected', host: 'w1', durationMs: 20 },
      playStarted('Web servers', ['w1', 'w2', 'w3']),
      started(CONFIGURE, ['w1', 'w2', 'w3']),
      ended(CONFIGURE, 'w2', { status: 'changed', steps: [step('mode of /etc/x', ['0644', '0600'])] }),
      ended(CONFIGURE, 'w1'),
      ended(CONFIGURE, 'w3', { status: 'changed', steps: [step('mode of /etc/x', ['0644', '0600'])] }),
      started(START, ['w1', 'w2', 'w3']),
      ended(START, 'w1', { status: 'failed', failure: refused }),
      ended(START, 'w2', { status: 'skipped', message: 'when is false' }),
      ended(START, 'w3', { status: 'failed', failure: refused }),
      { kind: 'warning', message: 'half of them' },
      runEnded(
        { w1: { ok: 1, failed: 1 }, w2: { changed: 1, skipped: 1 }, w3: { changed: 1, failed: 1 } },
        { exitCode: 2 },
      ),
    ];

    assert.equal(
      tell({ output: 'plain', commands: { again: 'k3play run site.yml -i hosts.yml' } }, events),
      lines(
        '',
        'PLAY Web servers (w1, w2, w3)',
        '',
        'TASK Configure [site.yml:9]',
        '  ok: w1',
        '  changed: w2, w3',
        '    mode of /etc/x: 0644 → 0600',
        '',
        'TASK Start it [site.yml:8]',
        '  failed: w1, w3',
        '    unit web.service failed',
        '    exit code 3',
        '    hint: journalctl -u web',
        'warning: half of them',
        '',
        'FAILURES',
        '  w1, w3 in "Start it" [site.yml:8]',
        '    unit web.service failed',
        '    exit code 3',
        '    hint: journalctl -u web',
        '',
        'run again: k3play run site.yml -i hosts.yml',
        '',
        'failed on w1, w3 after 1 min 01 s',
        '',
        'w1 : ok=1 changed=0 unknown=0 skipped=0 failed=1 unreachable=0',
        'w2 : ok=0 changed=1 unknown=0 skipped=1 failed=0 unreachable=0',
        'w3 : ok=0 changed=1 unknown=0 skipped=0 failed=1 unreachable=0',
      ),
    );
  });

  it('says "would change" in check mode and gives the reason of what is unknown', () => {
    const text = tell({ output: 'plain' }, [
      runStarted(['w1', 'w2'], { check: true }),
      started(CONFIGURE, ['w1', 'w2']),
      ended(CONFIGURE, 'w1', { status: 'changed', steps: [step('/etc/x', ['(none)', '12 bytes'])] }),
      ended(CONFIGURE, 'w2', {
        status: 'unknown',
        message: 'no guard says whether it changes anything',
        steps: [step('make', ['(unknown)', 'run'], { kind: 'run', certain: false })],
      }),
      runEnded({ w1: { changed: 1 }, w2: { unknown: 1 } }),
    ]);

    assert.match(text, /^CHECK MODE: nothing is touched\n/);
    assert.match(text, / {2}would change: w1\n {4}\/etc\/x: \(none\) → 12 bytes\n/);
    assert.match(
      text,
      / {2}unknown: w2 · no guard says [^\n]*\n {4}make: \(unknown\) → run \(may change\)\n/,
    );
    assert.match(
      text,
      /\nchecked 2 hosts in 1 min 01 s: 1 would change, 1 cannot be known; nothing was touched\n/,
    );
  });

  it('folds the names of many hosts, but never of those that failed', () => {
    const names = listNames(57);
    const text = tell({ output: 'plain' }, [
      runStarted(names),
      started(CONFIGURE, names),
      ...names.map((host) => ended(CONFIGURE, host)),
      started(START, names),
      ...names.map((host) => ended(START, host, { status: 'failed', failure: failure('no') })),
    ]);

    assert.match(text, / {2}ok: web1, web2, \+55 more\n/);
    assert.ok(text.includes(`  failed: ${names.join(', ')}\n`));
  });

  it('shows diffs only where they are wanted', () => {
    const events = [
      started(CONFIGURE, ['w1']),
      ended(CONFIGURE, 'w1', {
        status: 'changed',
        steps: [step('/etc/x', ['a', 'b'], { diff: { before: 'a\n', after: 'b\n' } })],
      }),
    ];

    assert.match(tell({ output: 'plain', diff: true }, events), /\n {4}-a\n {4}\+b\n$/);
    assert.doesNotMatch(tell({ output: 'plain' }, events), /-a/);
  });

  it('tells each item of a loop that changes, once its hosts have gone on', () => {
    const text = tell({ output: 'plain' }, [
      started(CONFIGURE, ['w1', 'w2']),
      ended(CONFIGURE, 'w1', { item: 'a', status: 'changed', steps: [step('a', ['0', '1'])] }),
      ended(CONFIGURE, 'w1', { item: 'b' }),
      ended(CONFIGURE, 'w2', { item: 'a', status: 'changed', steps: [step('a', ['0', '1'])] }),
      ended(CONFIGURE, 'w2', { item: 'b' }),
      started(START, ['w1', 'w2']),
    ]);

    assert.equal(
      text,
      lines(
        '',
        'TASK Configure [site.yml:9]',
        '  ok: w1, w2',
        '  changed: w1, w2 (item a)',
        '    a: 0 → 1',
        '',
        'TASK Start it [site.yml:8]',
      ),
    );
  });

  it('names what is waited for, every few seconds at most', () => {
    const { reporter, text, clock } = keep({ output: 'plain' });

    reporter.listen(started(START, ['w1', 'w2']));
    for (; clock.ms < 12_000; clock.ms += 500) {
      for (const host of ['w1', 'w2']) reporter.listen(waiting(START, host, 'connection refused'));
    }

    assert.equal(text().match(/waiting: /g)?.length, 3);
    assert.match(text(), / {2}waiting: w1, w2: port 6443 answers \(missing: connection refused\)\n$/);
  });

  it('tells a failure while other hosts still work', () => {
    const { reporter, text, clock } = keep({ output: 'plain' });

    reporter.listen(started(START, ['w1', 'w2']));
    reporter.listen(ended(START, 'w1', { status: 'failed', failure: failure('no') }));
    assert.doesNotMatch(text(), /failed/);
    clock.ms = 2000;
    reporter.listen(waiting(START, 'w2', 'still'));

    assert.match(text(), / {2}failed: w1\n {4}no\n/);
  });

  it('marks a failure that the playbook ignores, and does not repeat it', () => {
    const text = tell({ output: 'plain' }, [
      started(START, ['w1']),
      ended(START, 'w1', { status: 'failed', borne: 'ignored', failure: failure('no') }),
      runEnded({ w1: { ok: 1 } }),
    ]);

    assert.match(text, / {2}failed \(ignored\): w1\n/);
    assert.doesNotMatch(text, /FAILURES/);
    assert.match(text, /\ndone on 1 host in 1 min 01 s: 0 changes\n/);
  });

  it('names hosts that cannot be reached, with cause and cure', () => {
    const text = tell({ output: 'plain' }, [
      runStarted(['w1']),
      {
        kind: 'host-failed',
        host: 'w1',
        failure: {
          kind: 'auth',
          code: 'ssh/auth',
          message: 'no key was accepted',
          hint: 'ssh-copy-id root@w1',
        },
      },
      runEnded({ w1: { unreachable: 1 } }, { exitCode: 4 }),
    ]);

    assert.match(text, /^unreachable: w1\n {2}no key was accepted\n {2}hint: ssh-copy-id root@w1\n/);
    assert.match(text, /FAILURES\n {2}w1 while connecting\n/);
    assert.match(text, /\nw1 unreachable after 1 min 01 s\n/);
  });

  it('lists skipped hosts, codes, connections and round trips with -v, and results with -vv', () => {
    const events: readonly RunEvent[] = [
      { kind: 'host-connected', host: 'w1', durationMs: 20 },
      started(START, ['w1', 'w2']),
      ended(START, 'w1', { status: 'skipped', message: 'when: false' }),
      ended(START, 'w2', { status: 'failed', failure: failure('no'), result: { rc: 1, stderr: 'x\x1b[2J' } }),
      runEnded({ w1: { skipped: 1 }, w2: { failed: 1 } }, { exitCode: 2 }),
    ];
    const [quiet, verbose, chatty] = [0, 1, 2].map((verbosity) =>
      tell({ output: 'plain', verbosity }, events),
    );

    assert.doesNotMatch(quiet ?? '', /skipped:|connected|round trips|service\/failed/);
    assert.match(verbose ?? '', /connected: w1 \(20 ms\)\n/);
    assert.match(verbose ?? '', / {2}skipped: w1 · when: false\n/);
    assert.match(verbose ?? '', / {4}module · service\/failed\n/);
    assert.match(verbose ?? '', /\nround trips: 3 \(1 wait\) on w1, w2; 10 kB sent, 4 kB received in all\n/);
    assert.match(chatty ?? '', /result of w2: \{\n {6}"rc": 1,\n {6}"stderr": "x/);
  });

  it('lets no host forge lines or move the cursor', () => {
    const forged = '\x1b[2J\rw1 : ok=9 changed=0\nw1 : ok=9';
    const text = tell({ output: 'plain', diff: true, verbosity: 2 }, [
      runStarted(['w1']),
      playStarted(forged, ['w1']),
      started({ ...START, name: forged }, ['w1']),
      ended(START, 'w1', {
        status: 'changed',
        item: forged,
        message: forged,
        steps: [step(forged, [forged, forged], { diff: { before: forged, after: `${forged}x` } })],
        result: { stdout: forged },
      }),
      ended(START, 'w1', { status: 'failed', failure: failure(forged, { hint: forged }) }),
      waiting(START, 'w1', forged),
      { kind: 'warning', host: 'w1', message: forged },
      { kind: 'host-failed', host: 'w1', failure: failure(forged) },
      runEnded({ w1: { failed: 1 } }, { exitCode: 2 }),
    ]);

    assert.doesNotMatch(text, /[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
    assert.equal(text.match(/^w1 : /gm)?.length, 1);
    assert.match(text, /\nw1 : ok=0 changed=0 unknown=0 skipped=0 failed=1 unreachable=0\n$/);
  });

  it('names hosts as the play has them, whichever was quicker', () => {
    const task = taskRef('One');
    const changed = { status: 'changed' } as const;
    const text = tell({ output: 'plain' }, [
      started(task, ['w1', 'w2', 'w3']),
      ...['w3', 'w1', 'w2'].map((host) => ended(task, host, changed)),
    ]);

    assert.match(text, /changed: w1, w2, w3\n/);
  });
});
