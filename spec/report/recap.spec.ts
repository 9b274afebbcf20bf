import assert from 'node:assert/strict';
import { formatDuration } from '../../lib/report/duration.ts';
import { listHosts } from '../../lib/report/host-list.ts';
import { createPaint } from '../../lib/report/paint.ts';
import { describeCounts, describeVerdict, drawRecap, type RunEnded } from '../../lib/report/recap.ts';
import { counts, listNames, runEnded } from './run-events.ts';

const PAINT = createPaint(false);

describe('describeCounts', () => {
  it('has the form that scripts rely on', () => {
    assert.equal(
      describeCounts(
        'web-1.example.org',
        counts({ ok: 12, changed: 3, unknown: 1, skipped: 2, failed: 4, unreachable: 1 }),
      ),
      'web-1.example.org : ok=12 changed=3 unknown=1 skipped=2 failed=4 unreachable=1',
    );
  });
});

describe('describeVerdict', () => {
  const cases: readonly (readonly [exitCode: number, check: boolean, verdict: string])[] = [
    [0, false, 'done on 2 hosts in 1 min 01 s: 1 change'],
    [0, true, 'checked 2 hosts in 1 min 01 s: 1 would change; nothing was touched'],
    [5, true, 'checked 2 hosts in 1 min 01 s: 1 would change; nothing was touched'],
    [130, false, 'interrupted after 1 min 01 s: 1 change made'],
    [1, false, 'ended with exit code 1 in 1 min 01 s'],
  ];
  for (const [exitCode, check, verdict] of cases) {
    it(`says what exit code ${exitCode} means${check ? ' in check mode' : ''}`, () => {
      const event = runEnded({ w1: { changed: 1 }, w2: { ok: 1 } }, { exitCode }) as RunEnded;

      assert.equal(describeVerdict(event, { paint: PAINT, check }), verdict);
    });
  }

  it('names those that failed and those that were unreachable', () => {
    const event = runEnded(
      { w1: { failed: 1 }, w2: { ok: 1 }, w3: { unreachable: 1 } },
      { exitCode: 2 },
    ) as RunEnded;

    assert.equal(
      describeVerdict(event, { paint: PAINT, check: false }),
      'failed on w1, w3 unreachable after 1 min 01 s',
    );
  });
});

describe('drawRecap', () => {
  it('gives each host a row', () => {
    assert.deepEqual(
      drawRecap(runEnded({ w1: { ok: 12 }, 'web-22': { ok: 3, changed: 1000 } }) as RunEnded, PAINT),
      [
        '        ok  changed  unknown  skipped  failed  unreachable',
        'w1      12        0        0        0       0            0',
        'web-22   3     1000        0        0       0            0',
      ],
    );
  });

  it('gives equal rows of many hosts one row', () => {
    const hosts = Object.fromEntries(
      listNames(57).map((name, at) => [name, at === 40 ? { failed: 1 } : { ok: 1 }]),
    );

    assert.deepEqual(drawRecap(runEnded(hosts) as RunEnded, PAINT), [
      '                      ok  changed  unknown  skipped  failed  unreachable',
      'web1, web2, +54 more   1        0        0        0       0            0',
      'web41                  0        0        0        0       1            0',
    ]);
  });
});

describe('formatDuration', () => {
  const cases: readonly (readonly [durationMs: number, text: string])[] = [
    [0, '0.0 s'],
    [440, '0.4 s'],
    [9949, '9.9 s'],
    [9950, '10 s'],
    [59_499, '59 s'],
    [59_500, '1 min 00 s'],
    [185_000, '3 min 05 s'],
    [3_599_999, '1 h 00 min'],
    [3_720_000, '1 h 02 min'],
  ];
  for (const [durationMs, text] of cases) {
    it(`shows ${durationMs} ms as ${text}`, () => {
      assert.equal(formatDuration(durationMs), text);
    });
  }
});

describe('listHosts', () => {
  it('names up to eight hosts, and of more the first two', () => {
    assert.equal(listHosts([]), '');
    assert.equal(listHosts(['a', 'b']), 'a, b');
    assert.equal(listHosts('a b c d e f g h'.split(' ')), 'a, b, c, d, e, f, g, h');
    assert.equal(listHosts('a b c d e f g h i'.split(' ')), 'a, b, +7 more');
  });
});
