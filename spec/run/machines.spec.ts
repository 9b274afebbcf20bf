import assert from 'node:assert/strict';
import { Machines } from '../../lib/run/machines.ts';
import { debian } from '../support/facts.ts';

describe('Machines', () => {
  const cases = [
    ['two machines', { machine_id: 'a' }, { machine_id: 'b' }, false],
    ['two names of one machine', { machine_id: 'a' }, { machine_id: 'a' }, true],
    ['hosts that do not say which machine they are', { machine_id: '' }, { machine_id: '' }, false],
    [
      'two machines that mount what they may share',
      { machine_id: 'a', network_mounts: ['/srv'] },
      { machine_id: 'b', network_mounts: ['/data'] },
      true,
    ],
  ] as const;
  for (const [title, one, other, together] of cases) {
    it(`${together ? 'counts together' : 'keeps apart'} ${title}`, () => {
      const machines = new Machines();

      const epochs = [one, other].map((facts) =>
        machines.epochOf({ ...debian, network_mounts: [], ...facts }),
      );

      assert.equal(epochs[0] === epochs[1], together);
    });
  }
});
