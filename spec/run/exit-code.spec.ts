import assert from 'node:assert/strict';
import type { Counts } from '../../lib/run/events.ts';
import { exitCodeOf, type FailOnChange } from '../../lib/run/exit-code.ts';

const NONE: Counts = { ok: 0, changed: 0, unknown: 0, skipped: 0, failed: 0, unreachable: 0 };

describe('exitCodeOf', () => {
  const rows: readonly {
    readonly title: string;
    readonly hosts: readonly Partial<Counts>[];
    readonly code: number;
    readonly failOnChange?: FailOnChange;
    readonly interrupted?: boolean;
  }[] = [
    { title: 'is 0 when all went well', hosts: [{ ok: 3, changed: 1 }], code: 0 },
    {
      title: 'is 2 when a host failed, unreachable ones or not',
      hosts: [{ failed: 1 }, { unreachable: 1 }],
      code: 2,
    },
    {
      title: 'is 4 when a host was unreachable and none failed',
      hosts: [{ ok: 1 }, { unreachable: 1 }],
      code: 4,
    },
    {
      title: 'is 5 when changes were not wanted',
      hosts: [{ changed: 1 }],
      code: 5,
      failOnChange: 'possible',
    },
    {
      title: 'is 5 when it cannot be known whether there are any',
      hosts: [{ unknown: 1 }],
      code: 5,
      failOnChange: 'possible',
    },
    {
      title: 'is 0 when only certain ones count and it cannot be known',
      hosts: [{ unknown: 1 }],
      code: 0,
      failOnChange: 'certain',
    },
    {
      title: 'is 5 when a certain one was not wanted',
      hosts: [{ changed: 1 }],
      code: 5,
      failOnChange: 'certain',
    },
    {
      title: 'is 0 when none were wanted and there are none',
      hosts: [{ ok: 9 }],
      code: 0,
      failOnChange: 'possible',
    },
    { title: 'is 130 when interrupted, whatever else', hosts: [{ failed: 1 }], code: 130, interrupted: true },
  ];
  for (const { title, hosts, code, failOnChange, interrupted = false } of rows) {
    it(title, () => {
      const counts = hosts.map((host) => ({ ...NONE, ...host }));

      assert.equal(exitCodeOf(counts, { failOnChange, interrupted }), code);
    });
  }
});
