import assert from 'node:assert/strict';
import { parseSubnet } from '../../lib/lab/address.ts';
import { renderCuts } from '../../lib/lab/cuts.ts';
import { listCutsOf } from '../../lib/lab/status.ts';

function machineOf(host: string): string {
  return `abcdef-${host.slice(1)}`;
}

const subnet = parseSubnet('198.18.0.0/24') ?? assert.fail();
const options = { machineOf, subnet };

describe('renderCuts', () => {
  it('drops between two hosts in both directions', () => {
    const text = renderCuts([{ host: 'h1', other: 'h2' }], 'k3p_abcdef', options);

    assert.match(text, /^ {2}iifname "vb-abcdef-1" oifname "vb-abcdef-2" drop$/m);
    assert.match(text, /^ {2}iifname "vb-abcdef-2" oifname "vb-abcdef-1" drop$/m);
    assert.equal(text.match(/drop/g)?.length, 2);
  });

  it('drops all that a host sends and is sent when it is cut from everything', () => {
    const text = renderCuts([{ host: 'h1' }], 'k3p_abcdef', options);

    assert.match(text, /hook prerouting.*\n {2}iifname "vb-abcdef-1" drop\n/);
    assert.match(text, /hook postrouting.*\n {2}oifname "vb-abcdef-1" drop\n/);
  });

  it('lets a host that is cut from the internet speak to hosts alone, and answer this machine', () => {
    const text = renderCuts([{ host: 'h1', other: 'internet' }], 'k3p_abcdef', options);

    assert.match(text, /iifname "vb-abcdef-1" ip daddr != \{ 198\.18\.0\.0\/24, .*\} drop/);
    assert.match(text, /iifname "vb-abcdef-1" ip daddr 198\.18\.0\.1 tcp flags & \(syn \| ack\) == syn drop/);
    assert.ok(!text.includes('oifname'));
  });

  it('replaces the table in one transaction', () => {
    const lines = renderCuts([{ host: 'h1' }], 'k3p_abcdef', options).split('\n');

    assert.deepEqual(lines.slice(0, 3), [
      'table bridge k3p_abcdef',
      'delete table bridge k3p_abcdef',
      'table bridge k3p_abcdef {',
    ]);
  });
});

describe('listCutsOf', () => {
  const cuts = [{ host: 'h1', other: 'h2' }, { host: 'h3' }];
  for (const [host, expected] of [
    ['h1', ['h2']],
    ['h2', ['h1']],
    ['h3', ['*']],
    ['h4', []],
  ] as const) {
    it(`names what ${host} is cut from`, () => {
      assert.deepEqual(listCutsOf(host, cuts), expected);
    });
  }
});
