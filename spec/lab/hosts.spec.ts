import assert from 'node:assert/strict';
import { DiagnosticsError } from '../../lib/core/diagnostic.ts';
import { checkAgainst, checkHosts, readSubnet } from '../../lib/lab/hosts.ts';
import type { LabHost } from '../../lib/lab/model.ts';
import type { LabState } from '../../lib/lab/state.ts';

const SUBNET = readSubnet('198.18.0.0/24');

function codesOf(job: () => void): string[] {
  try {
    job();
    return [];
  } catch (error) {
    assert.ok(error instanceof DiagnosticsError);
    return error.diagnostics.map(({ code }) => code);
  }
}

describe('readSubnet', () => {
  for (const text of ['198.18.0.0/30', '10.0.0.0/8', '198.18.0.1/24', 'here']) {
    it(`refuses ${text}`, () => {
      assert.deepEqual(
        codesOf(() => readSubnet(text)),
        ['lab/bad-subnet'],
      );
    });
  }
});

describe('checkHosts', () => {
  const cases: readonly (readonly [string, readonly LabHost[], readonly string[]])[] = [
    [
      'passes hosts of the subnet',
      [
        { name: 's1', address: '198.18.0.2' },
        { name: 'a.example.org', address: '198.18.0.254' },
      ],
      [],
    ],
    ['refuses none at all', [], ['lab/no-hosts']],
    ['refuses an address outside', [{ name: 's1', address: '198.18.1.2' }], ['lab/bad-address']],
    ["refuses the machine's own address", [{ name: 's1', address: '198.18.0.1' }], ['lab/bad-address']],
    ['refuses the first address', [{ name: 's1', address: '198.18.0.0' }], ['lab/bad-address']],
    ['refuses the last address', [{ name: 's1', address: '198.18.0.255' }], ['lab/bad-address']],
    ['refuses a name for an address', [{ name: 's1', address: 's1.example.org' }], ['lab/bad-address']],
    [
      'refuses names that are no host names',
      [
        { name: 'S1', address: '198.18.0.2' },
        { name: '../x', address: '198.18.0.3' },
      ],
      ['lab/bad-name', 'lab/bad-name'],
    ],
    ['refuses an overlong name', [{ name: 'a'.repeat(65), address: '198.18.0.2' }], ['lab/bad-name']],
    [
      'tells all faults at once',
      [
        { name: 's1', address: '198.18.0.2' },
        { name: 's2', address: '198.18.0.2' },
        { name: 's1', address: 'x' },
      ],
      ['lab/double-address', 'lab/double-name', 'lab/bad-address'],
    ],
  ];
  for (const [what, hosts, expected] of cases) {
    it(what, () => {
      assert.deepEqual(
        codesOf(() => checkHosts(hosts, SUBNET)),
        expected,
      );
    });
  }
});

describe('checkAgainst', () => {
  const s1 = { name: 's1', address: '198.18.0.2' };
  const s2 = { name: 's2', address: '198.18.0.3' };
  const state: LabState = { version: 1, subnet: '198.18.0.0/24', base: '/base', hosts: [s1], cuts: [] };
  const cases: readonly (readonly [string, readonly LabHost[], string, readonly string[]])[] = [
    ['passes the same hosts', [s1], '198.18.0.0/24', []],
    ['passes further hosts', [s2, s1], '198.18.0.0/24', []],
    ['refuses other hosts', [s2], '198.18.0.0/24', ['lab/other-lab']],
    ['refuses another address', [{ ...s1, address: '198.18.0.9' }], '198.18.0.0/24', ['lab/other-lab']],
    ['refuses another subnet', [s1], '198.18.0.0/23', ['lab/other-lab']],
  ];
  for (const [what, hosts, subnet, expected] of cases) {
    it(what, () => {
      assert.deepEqual(
        codesOf(() => checkAgainst(state, hosts, readSubnet(subnet))),
        expected,
      );
    });
  }
});
