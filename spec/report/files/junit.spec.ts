import assert from 'node:assert/strict';
import { buildJunit } from '../../../lib/report/files/junit.ts';
import { RunRecorder } from '../../../lib/report/files/run-record.ts';
import type { RunEvent } from '../../../lib/run/events.ts';
import type { FailOnChange } from '../../../lib/run/exit-code.ts';
import { ended, failure, playStarted, runEnded, runStarted, started, step, taskRef } from '../run-events.ts';

const TASK = taskRef('Configure');

function junitOf(events: readonly RunEvent[], drift?: FailOnChange): string {
  const record = new RunRecorder();
  for (const event of events) record.tell(event);
  return buildJunit(record, { diff: true, drift });
}

/** The case of one result. */
function caseOf(rest: Parameters<typeof ended>[2], drift?: FailOnChange): string {
  const events = [
    runStarted(['w1']),
    playStarted('Web', ['w1']),
    started(TASK, ['w1']),
    ended(TASK, 'w1', rest),
    runEnded({ w1: {} }),
  ];
  const xml = junitOf(events, drift);
  return /<testcase.*(?=\n)/s.exec(xml)?.[0].split('\n  </testsuite>')[0] ?? '';
}

const HEAD = '<testcase name="Configure" classname="w1" time="0.012"';

const ROWS: readonly (readonly [
  title: string,
  result: NonNullable<Parameters<typeof ended>[2]>,
  xml: string,
])[] = [
  ['what is in sync', {}, `${HEAD}/>`],
  ['what a module says', { message: 'two\nlines' }, `${HEAD}><system-out>two\nlines</system-out></testcase>`],
  [
    'a change with its steps',
    { status: 'changed', steps: [step('mode of /x', ['0644', '0600'])] },
    `${HEAD}><system-out>changed\nmode of /x: 0644 → 0600</system-out></testcase>`,
  ],
  [
    'a failure with its cause and its hint',
    { status: 'failed', failure: failure('no such unit\nsecond', { hint: 'install it' }) },
    `${HEAD}><failure type="module" message="no such unit">no such unit\nsecond\nhint: install it</failure></testcase>`,
  ],
  [
    'a failure that is ignored',
    { status: 'failed', borne: 'ignored', failure: failure('no such unit') },
    `${HEAD}><system-out>failed, which is ignored: no such unit</system-out></testcase>`,
  ],
  [
    'a host that is lost',
    { status: 'unreachable', failure: failure('link cut', { kind: 'lost' }) },
    `${HEAD}><error type="lost" message="link cut">link cut</error></testcase>`,
  ],
  [
    'what is skipped',
    { status: 'skipped', message: 'its condition does not hold' },
    `${HEAD}><skipped message="its condition does not hold"/></testcase>`,
  ],
  [
    'what a dry run cannot know',
    { status: 'unknown', message: 'may run' },
    `${HEAD}><skipped message="cannot be known: may run"/></testcase>`,
  ],
  [
    'an item of a loop',
    { item: 'a & b' },
    '<testcase name="Configure (a &amp; b)" classname="w1" time="0.012"/>',
  ],
  [
    'signs of XML, and what a host prints to fool a terminal',
    { message: '<a href="x">&\x1b[31m\x00\ud800\u202e</a>' },
    `${HEAD}><system-out>&lt;a href="x"&gt;&amp;\ufffd&lt;/a&gt;</system-out></testcase>`,
  ],
];

describe('buildJunit', () => {
  for (const [title, result, xml] of ROWS) {
    it(`tells ${title}`, () => {
      assert.equal(caseOf(result), xml);
    });
  }

  it('tells a change as a failure where drift is looked for, with its diff', () => {
    const changed = {
      status: 'changed' as const,
      steps: [{ ...step('content of /x', ['1', '2']), diff: { before: 'old\n', after: 'new\n' } }],
    };

    assert.match(
      caseOf(changed, 'certain'),
      /^<testcase .*><failure type="drift" message="content of \/x: 1 → 2">content of \/x: 1 → 2\n.*\n-old\n\+new\n?<\/failure><\/testcase>$/s,
    );
    assert.match(caseOf({ status: 'unknown', message: 'who knows' }, 'certain'), /<skipped /);
    assert.match(
      caseOf({ status: 'unknown', message: 'who knows' }, 'possible'),
      /<failure type="drift" message="who knows">/,
    );
    assert.match(caseOf({}, 'possible'), /time="0.012"\/>$/);
  });

  it('counts, with a suite a play, its batches together', () => {
    const other = taskRef('Other task');
    const xml = junitOf([
      runStarted(['w1', 'w2']),
      playStarted('Web', ['w1']),
      ended(TASK, 'w1'),
      playStarted('Web', ['w2']),
      ended(TASK, 'w2', { status: 'failed', failure: failure('x') }),
      playStarted('Edge', ['w1']),
      ended(other, 'w1', { status: 'skipped' }),
      runEnded({ w1: {}, w2: {} }, { exitCode: 2 }),
    ]);

    assert.match(
      xml,
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<testsuites name="k3play" tests="3" failures="1" errors="0" skipped="1" time="61.000">/,
    );
    assert.match(
      xml,
      /<testsuite name="Web" tests="2" failures="1" errors="0" skipped="0" time="0.024" timestamp="2026-01-01T03:00:00">/,
    );
    assert.match(xml, /<testsuite name="Edge" tests="1" failures="0" errors="0" skipped="1"/);
  });

  it('tells a host that could not be reached', () => {
    const xml = junitOf([
      runStarted(['w1']),
      { kind: 'host-failed', host: 'w1', failure: failure('refused', { kind: 'unreachable' }) },
      runEnded({ w1: { unreachable: 1 } }, { exitCode: 4 }),
    ]);

    assert.match(xml, /<testsuite name="Connect" tests="1" failures="0" errors="1"/);
    assert.match(
      xml,
      /<testcase name="Connect" classname="w1" time="0.000"><error type="unreachable" message="refused">/,
    );
  });

  for (const [title, last] of [
    ['was interrupted', [runEnded({ w1: {} }, { exitCode: 130 })]],
    ['came to no end', []],
  ] as const) {
    it(`is an error where the run ${title}`, () => {
      assert.match(
        junitOf([runStarted(['w1']), ...last]),
        new RegExp(`<testsuites .*errors="1".*<error type="interrupted" message="the run ${title}"/>`, 's'),
      );
    });
  }
});
