import assert from 'node:assert/strict';
import { readHealth, type Health } from '../../../lib/modules/k3s/shared/health-read.ts';
import { waitForUnit } from '../../../lib/modules/k3s/shared/wait-for-unit.ts';

const LASTING = 'level=fatal msg="flag provided but not defined: -tls-sann"';
const PASSING = 'dial tcp 10.0.0.5:5432: connect: connection refused';
const counter = (count: number): string =>
  `k3s.service: Scheduled restart job, restart counter is at ${count}.`;
const starting: Health = {
  active: 'activating',
  sub: 'start',
  restarts: 0,
  current: '',
  recent: '',
};
const looping: Health = { ...starting, sub: 'auto-restart', restarts: 2 };

const step = waitForUnit({ unit: 'k3s.service', timeoutMs: 1000 });

describe('waitForUnit', () => {
  const cases: { title: string; health: Health; missing?: RegExp; hopeless?: RegExp }[] = [
    { title: 'is content with an active unit', health: { ...starting, active: 'active' } },
    { title: 'waits for one that starts', health: starting, missing: /^it is activating \(start\)$/ },
    {
      title: 'goes on after a single end with a lasting cause',
      health: { ...looping, restarts: 1, recent: `${LASTING}\n${counter(1)}` },
      missing: /started again 1 time/,
    },
    {
      title: 'gives up after ends with a lasting cause',
      health: { ...looping, recent: [LASTING, counter(1), LASTING, counter(2)].join('\n') },
      missing: /started again 2 times: this K3s does not know the setting "tls-sann"/,
      hopeless:
        /keeps ending .* 2 times\): this K3s does not know the setting "tls-sann"\nwhat it says: .*-tls-sann"$/,
    },
    {
      title: 'goes on after ends with a passing cause',
      health: { ...looping, restarts: 9, recent: [counter(1), PASSING, counter(9)].join('\n') },
      missing: /does not answer/,
    },
    {
      title: 'does not hold the ends of an earlier start against this one',
      health: {
        ...looping,
        recent: [LASTING, counter(1), LASTING, counter(9), counter(1), PASSING, counter(2)].join('\n'),
      },
      missing: /does not answer/,
    },
    {
      title: 'gives up on an agent that logs a lasting cause over and over',
      health: {
        ...starting,
        current: Array<string>(3).fill('Node password rejected, duplicate hostname').join('\n'),
      },
      missing: /activating/,
      hopeless: /cannot get on: the cluster knows a node of this name/,
    },
    {
      title: 'goes on when an agent logs it once',
      health: { ...starting, current: 'Node password rejected, duplicate hostname' },
      missing: /activating/,
    },
    {
      title: 'gives up on a failed unit, cause known or not',
      health: { ...starting, active: 'failed', recent: 'what is this' },
      missing: /failed/,
      hopeless: /^k3s\.service failed$/,
    },
  ];
  for (const { title, health, missing, hopeless } of cases) {
    it(title, () => {
      const [what, fault] = [step.missing(health), step.hopeless?.(health)];

      if (missing) assert.match(what ?? '', missing);
      else assert.equal(what, undefined);
      if (hopeless) assert.match(fault?.message ?? '', hopeless);
      else assert.equal(fault, undefined);
    });
  }
});

describe('readHealth', () => {
  const parse = (stdout: string): Health =>
    readHealth('k3s.service').parse({
      code: 0,
      stdout: Buffer.from(stdout),
      stderr: Buffer.alloc(0),
      truncated: false,
      durationMs: 1,
    });

  it('keeps the present process and the former ones apart', () => {
    const health = parse(
      'ActiveState activating\nSubState start\nNRestarts 3\nInvocationID abc\ncurrent a b\nrecent c\nrecent a b\nend .\n',
    );

    assert.deepEqual(health, {
      active: 'activating',
      sub: 'start',
      restarts: 3,
      current: 'a b',
      recent: 'c\na b',
    });
  });

  it('throws when the answer is cut off', () => {
    assert.throws(() => parse('ActiveState active\n'), /cannot read the unit k3s\.service/);
  });
});
