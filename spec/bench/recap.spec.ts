import assert from 'node:assert/strict';
import type { Bed } from '../../bench/bed/bed.ts';
import type { Job } from '../../bench/contestants/job.ts';
import { checkRecap } from '../../bench/contestants/recap.ts';

const NO_BED: Bed = {
  key: '',
  sshd: { hostKey: '', key: '', etc: '', port: 0 },
  hosts: () => [],
  close: () => undefined,
};

function job(outcome: Job['outcome']): Job {
  const hosts = ['h0', 'h1'].map((name) => ({ name, address: '', port: 0, user: '', folder: '' }));
  const task = { name: '', k3play: {}, ansible: {} };
  return { name: 'job', bed: NO_BED, hosts, tasks: [task, task], outcome };
}

function recap(...lines: readonly string[]): string {
  return ['Task 1', '  ok on all', '', ...lines, ''].join('\n');
}

const K3PLAY = { okHoldsChanged: false };
const ANSIBLE = { okHoldsChanged: true };
const ALL_OK = 'ok=2 changed=0 unknown=0 skipped=0 failed=0 unreachable=0';

describe('checkRecap', () => {
  it('accepts what did the work, in the words of both', () => {
    checkRecap(recap(`h0 : ${ALL_OK}`, `h1 : ${ALL_OK}`), job('ok'), K3PLAY);
    checkRecap(
      recap('h0    : ok=2    changed=2    failed=0   ', 'h1    : ok=2    changed=2    failed=0   '),
      job('changed'),
      ANSIBLE,
    );
  });

  const refused: Readonly<Record<string, readonly string[]>> = {
    'a host that is missing': [`h0 : ${ALL_OK}`],
    'a task that is missing': [`h0 : ${ALL_OK}`, 'h1 : ok=1 changed=0'],
    'a task that changed something': [`h0 : ${ALL_OK}`, 'h1 : ok=1 changed=1'],
    'a task that was skipped': [`h0 : ${ALL_OK}`, 'h1 : ok=2 changed=0 skipped=1'],
  };
  for (const [what, lines] of Object.entries(refused))
    it(`refuses ${what}`, () => assert.throws(() => checkRecap(recap(...lines), job('ok'), K3PLAY)));
});
