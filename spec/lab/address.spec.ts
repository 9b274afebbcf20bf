import assert from 'node:assert/strict';
import {
  formatAddress,
  gatewayOf,
  offsetIn,
  overlaps,
  parseAddress,
  parseSubnet,
} from '../../lib/lab/address.ts';
import type { Subnet } from '../../lib/lab/address.ts';

function subnetOf(text: string): Subnet {
  const subnet = parseSubnet(text);
  assert.ok(subnet, text);
  return subnet;
}

describe('parseAddress', () => {
  for (const text of ['0.0.0.0', '198.18.0.11', '255.255.255.255']) {
    it(`reads ${text}, and formatAddress writes it back`, () => {
      const value = parseAddress(text);

      assert.equal(value === undefined ? undefined : formatAddress(value), text);
    });
  }
  for (const text of [
    '',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '1.2.3.04',
    '1.2.3.4 ',
    'a.b.c.d',
    '1.2.3.-4',
    '::1',
  ]) {
    it(`takes "${text}" for no address`, () => {
      assert.equal(parseAddress(text), undefined);
    });
  }
});

describe('parseSubnet', () => {
  it('knows the first and last address and the gateway', () => {
    const subnet = subnetOf('198.18.7.0/24');

    assert.deepEqual([subnet.first, subnet.last].map(formatAddress), ['198.18.7.0', '198.18.7.255']);
    assert.equal(gatewayOf(subnet), '198.18.7.1');
  });

  for (const text of [
    '198.18.7.1/24',
    '198.18.7.0/33',
    '198.18.7.0/',
    '198.18.7.0/24/1',
    'net/24',
    '198.18.7.0/2x',
  ]) {
    it(`takes "${text}" for no network`, () => {
      assert.equal(parseSubnet(text), undefined);
    });
  }

  it('takes a bare address for a network of one', () => {
    assert.equal(subnetOf('10.0.0.7').prefix, 32);
  });
});

describe('overlaps', () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ['198.18.0.0/24', '198.18.0.0/24', true],
    ['198.18.0.0/15', '198.18.7.0/24', true],
    ['198.18.0.7/32', '198.18.0.0/24', true],
    ['198.18.0.0/24', '198.18.1.0/24', false],
    ['10.0.0.0/8', '198.18.1.0/24', false],
  ];
  for (const [one, other, expected] of cases) {
    it(`${expected ? 'sees' : 'denies'} that ${one} and ${other} share addresses, either way round`, () => {
      assert.equal(overlaps(subnetOf(one), subnetOf(other)), expected);
      assert.equal(overlaps(subnetOf(other), subnetOf(one)), expected);
    });
  }
});

describe('offsetIn', () => {
  it('counts from the first address', () => {
    assert.equal(offsetIn(subnetOf('10.1.0.0/16'), '10.1.2.3'), 515);
  });

  it('throws for an address outside', () => {
    assert.throws(() => offsetIn(subnetOf('10.1.0.0/16'), '10.2.0.1'), RangeError);
  });
});
