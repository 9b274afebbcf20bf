import assert from 'node:assert/strict';
import { sh } from '../../lib/connection/sh.ts';
import { MASK, Secret } from '../../lib/core/secret.ts';
import { Unknown } from '../../lib/core/unknown.ts';
import { hostRead, textOf } from '../../lib/modules/read.ts';
import { change, poll, run, type Shown } from '../../lib/modules/step.ts';
import { describeShown, recordStep } from '../../lib/run/records.ts';

describe('describeShown', () => {
  const rows: readonly (readonly [Shown, string])[] = [
    [null, '(none)'],
    ['', ''],
    ['0644', '0644'],
    [0, '0'],
    [false, 'false'],
    [new Secret('hush'), MASK],
    [new Unknown('made later'), '(unknown: made later)'],
  ];
  for (const [value, words] of rows) {
    it(`says ${JSON.stringify(words)} of ${JSON.stringify(value)}`, () =>
      assert.equal(describeShown(value), words));
  }
});

describe('recordStep', () => {
  const script = sh`true`;

  it('tells what a step changes', () => {
    assert.deepEqual(
      recordStep(run({ change: change('mode of /x', null, '0600'), script }), { diff: true }),
      {
        kind: 'run',
        subject: 'mode of /x',
        from: '(none)',
        to: '0600',
        certain: true,
      },
    );
  });

  it('says that a step may change nothing', () => {
    const step = run({ change: change('make', 'no guard says', 'run'), script, certain: false });

    assert.equal(recordStep(step, { diff: false }).certain, false);
  });

  it('shows texts only where a diff is asked for', () => {
    const step = run({ change: change('/x', 'old', 'new', { before: null, after: 'a\n' }), script });

    assert.equal(recordStep(step, { diff: false }).diff, undefined);
    assert.deepEqual(recordStep(step, { diff: true }).diff, { before: '', after: 'a\n' });
  });

  it('masks secrets in all of it', () => {
    const hush = new Secret('hush');
    const step = run({ change: change('/x', hush, hush, { before: hush, after: hush }), script });

    const record = recordStep(step, { diff: true });

    assert.deepEqual([record.from, record.to, record.diff?.before, record.diff?.after], Array(4).fill(MASK));
  });

  it('tells a wait by what is waited for', () => {
    const step = poll({
      what: 'port 6443 answers',
      read: hostRead({ key: 'port', script, parse: textOf }),
      missing: () => undefined,
      intervalMs: 1,
      timeoutMs: 1,
    });

    assert.deepEqual(recordStep(step, { diff: true }), {
      kind: 'poll',
      subject: 'port 6443 answers',
      from: 'not yet',
      to: 'holds',
      certain: true,
    });
  });
});
