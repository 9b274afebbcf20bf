import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { k3sPreflightVerdict } from '../../../lib/modules/k3s/preflight-verdict.ts';
import { CODES, type Finding } from '../../../lib/modules/k3s/shared/preflight/finding.ts';
import type { Peer } from '../../../lib/modules/k3s/shared/preflight/peers.ts';
import { parse } from 'yaml';
import { describeModule } from '../../support/describe-module.ts';

function peer(name: string, patch: Partial<Peer> = {}): Peer {
  const time = 1_760_000_000;
  return {
    name,
    node: true,
    node_name: name,
    machine_id: `id of ${name}`,
    address: `address of ${name}`,
    time,
    ...patch,
  };
}

const taken: Finding = { code: 'ports', severity: 'error', evidence: '6443/tcp is taken', cure: 'Free it.' };
const swap: Finding = { code: 'swap', severity: 'warning', evidence: '1 MiB of swap', cure: 'Take it out.' };

/** The host s1 with its findings, among others. */
function on(self: Partial<Peer>, others: readonly Peer[], more: object = {}) {
  return { host: 's1', findings: [], peers: [peer('s1', self), ...others], ...more };
}

describeModule(k3sPreflightVerdict, {
  inSync: [
    {
      title: 'hosts that differ',
      params: on({}, [peer('s2')]),
      found: {},
      result: { warnings: [], skipped: [] },
    },
    {
      title: 'warnings, which are told',
      params: on({}, [], { findings: [swap] }),
      found: {},
      result: { warnings: ['warning swap: 1 MiB of swap\n  Take it out.'], skipped: [] },
    },
    {
      title: 'errors passed over by name, on the host and between hosts',
      params: on({ time: 1_760_000_100 }, [peer('s2')], {
        findings: [taken, swap],
        skip: ['ports', 'clock', 'swap'],
      }),
      found: {},
      result: {
        warnings: [],
        skipped: [
          'passed over ports: 6443/tcp is taken',
          'passed over swap: 1 MiB of swap',
          'passed over clock: its clock is 100 seconds ahead of that of s2; certificates would be refused',
        ],
      },
    },
    {
      title: 'a balancer, which is no node, on the machine of one',
      params: on({ node: false, node_name: 'localhost' }, [
        peer('s2', { machine_id: 'id of s1', node_name: 's1' }),
      ]),
      found: {},
    },
    {
      title: 'a host of which nothing is known',
      params: { host: 'x', findings: [], peers: [peer('s1')] },
      found: {},
    },
  ],
  faults: [
    {
      title: 'all errors at once, the warnings after them, and how to pass over',
      params: on({ node_name: 'S2', machine_id: 'id of s2' }, [peer('s2')], { findings: [swap, taken] }),
      found: {},
      message:
        /^error ports: 6443\/tcp is taken\n {2}Free it\.\nerror host-name: it calls itself S2 like s2; K3s knows nodes by host name\n {2}Change .*\nerror machine-id: its \/etc\/machine-id is that of s2, as of cloned machines\n {2}Remove .*\nwarning swap: .*\n {2}Take it out\. \(.*--skip-preflight ports,host-name,machine-id\)$/,
    },
    {
      title: 'a name that no node can have',
      params: on({ node_name: 'localhost' }, []),
      found: {},
      message: /error host-name: "localhost" is no name for a node/,
    },
    {
      title: 'a name with an underscore',
      params: on({ node_name: 'web_1' }, []),
      found: {},
      message: /"web_1" is no name for a node/,
    },
    {
      title: 'one address for two hosts',
      params: on({ address: '10.0.0.1' }, [peer('s2', { address: '10.0.0.1' })]),
      found: {},
      message: /error same-address: the inventory has one address, 10\.0\.0\.1, for it and s2/,
    },
    {
      title: 'an empty machine id',
      params: on({ machine_id: '' }, []),
      found: {},
      message: /error machine-id: \/etc\/machine-id is empty\n {2}systemd-machine-id-setup/,
    },
    {
      title: 'a clock that is behind',
      params: on({ time: 1_759_999_900 }, [peer('s2'), peer('a1', { time: 1_759_999_910 })]),
      found: {},
      message: /error clock: its clock is 100 seconds behind that of s2/,
    },
  ],
  invalid: [
    {
      title: 'an unknown code',
      params: on({}, [], { skip: ['clok'] }),
      message: /did you mean "clock"|clock/,
    },
  ],
});

describe('the input skip_preflight', () => {
  const root = join(import.meta.dirname, '../../..');

  it('knows the codes that there are', () => {
    const file = join(root, 'playbooks/inputs/preflight-codes.yml');
    const value: unknown = parse(readFileSync(file, 'utf8'));

    assert.deepEqual((value as { items: { enum: string[] } }).items.enum, [...CODES]);
  });

  it('has every code in the documentation', () => {
    const text = readFileSync(join(root, 'docs/k3s.md'), 'utf8');

    assert.deepEqual(
      CODES.filter((code) => !text.includes(`| \`${code}\` |`)),
      [],
    );
  });
});
