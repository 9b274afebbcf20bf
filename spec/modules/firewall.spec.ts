import assert from 'node:assert/strict';
import { firewall } from '../../lib/modules/firewall.ts';
import { readFirewalld } from '../../lib/modules/shared/firewall/firewalld.ts';
import { describeRule } from '../../lib/modules/shared/firewall/rule.ts';
import { parseSource } from '../../lib/modules/shared/firewall/source.ts';
import { readUfw } from '../../lib/modules/shared/firewall/ufw.ts';
import { describeModule } from '../support/describe-module.ts';
import { printed } from '../support/output.ts';

const off = {
  ufw: { active: false, rules: [] },
  firewalld: { active: false, zone: '', runtime: [], permanent: [] },
};
const ufw = (...rules: readonly [string, string][]) => ({
  ...off,
  ufw: { active: true, rules: rules.map(([source, what]) => ({ source, what })) },
});
const kubelet = { source: '10.0.0.21', what: '10250/tcp' };
const pods = { source: '10.42.0.0/16', what: 'all' };
const allow = [
  { from: '10.0.0.21', port: '10250' },
  { from: '10.42.7.7/16', protocol: 'any' },
  { from: 'fd00:0::21/128', port: '51820-51821', protocol: 'udp' },
  { from: '10.0.0.31', protocol: 'vrrp' },
];

describeModule(firewall, {
  inSync: [
    { title: 'no firewall', params: { allow }, found: off, result: { active: [] } },
    { title: 'no firewall, and a name', params: { allow: [{ from: 'db1', port: '1' }] }, found: off },
    {
      title: 'rules that are there, or that wider ones cover',
      params: { allow },
      found: ufw(['any', '10250/tcp'], ['10.42.0.0/16', 'all'], ['fd00::21', 'all'], ['10.0.0.31', 'vrrp']),
      result: { active: ['ufw'] },
    },
  ],
  drift: [
    {
      title: 'rules that ufw lacks',
      params: { allow },
      found: ufw(['10.0.0.22', '10250/tcp']),
      steps: [
        {
          subject: 'rules of ufw',
          from: '4 missing',
          to: 'lets in 10.0.0.21 10250/tcp, 10.42.0.0/16 all, fd00::21 51820-51821/udp and 1 more',
          script: `ufw allow proto tcp from 10.0.0.21 to any port 10250 comment k3play || exit
ufw allow from 10.42.0.0/16 comment k3play || exit
ufw allow proto udp from fd00::21 to any port 51820:51821 comment k3play || exit
ufw allow proto vrrp from 10.0.0.31 comment k3play || exit`,
        },
      ],
    },
    {
      title: 'a port of any protocol',
      params: { allow: [{ from: 'any', port: '53', protocol: 'any' }] },
      found: ufw(['any', '53/tcp']),
      steps: [{ subject: 'rules of ufw', from: '1 missing', to: 'lets in any 53/udp' }],
    },
    {
      title: 'rules that firewalld lacks now or for good',
      params: { allow: [...allow, { from: 'any', port: '6443' }], address: '10.0.0.22' },
      found: { ...off, firewalld: { active: true, zone: 'work', runtime: [pods], permanent: [kubelet] } },
      steps: [
        {
          subject: 'rules of firewalld, zone work',
          from: '5 missing',
          to: 'lets in 10.0.0.21 10250/tcp, 10.42.0.0/16 all, fd00::21 51820-51821/udp and 2 more',
          script: `firewall-cmd -q --permanent --zone=trusted --add-source=10.42.0.0/16 || exit
firewall-cmd -q --permanent --zone=work '--add-rich-rule=rule family="ipv6" source address="fd00::21" port port="51820-51821" protocol="udp" accept' '--add-rich-rule=rule family="ipv4" source address="10.0.0.31" protocol value="vrrp" accept' --add-port=6443/tcp || exit
firewall-cmd -q  --zone=work '--add-rich-rule=rule family="ipv4" source address="10.0.0.21" port port="10250" protocol="tcp" accept' '--add-rich-rule=rule family="ipv6" source address="fd00::21" port port="51820-51821" protocol="udp" accept' '--add-rich-rule=rule family="ipv4" source address="10.0.0.31" protocol value="vrrp" accept' --add-port=6443/tcp || exit`,
        },
      ],
    },
  ],
  faults: [
    {
      title: 'a name where a firewall is on',
      params: { allow: [{ from: 'db1.example.org', port: '5432' }] },
      found: ufw(),
      message: /the firewall is on, and "db1\.example\.org" is neither an address nor a network .*inventory/,
    },
    {
      title: 'anybody to everything',
      params: { allow: [{ from: '0.0.0.0/0', protocol: 'any' }] },
      found: ufw(),
      message: /a rule without a port would let anybody in/,
    },
  ],
  invalid: [
    { title: 'a port that is none', params: { allow: [{ from: 'any', port: 'ssh' }] }, message: /port/ },
    {
      title: 'a port of a protocol that has none',
      params: { allow: [{ from: '10.0.0.31', protocol: 'vrrp', port: '112' }] },
      message: /port/,
    },
    {
      title: 'an unknown protocol',
      params: { allow: [{ from: 'any', protocol: 'icmp' }] },
      message: /protocol/,
    },
  ],
});

describe('readUfw', () => {
  it('reads the rules that let in, of whatever form', () => {
    const said = `active
ufw allow 22/tcp
ufw allow 8080
ufw allow 51820:51821/udp comment 'wg'
ufw allow from 198.19.15.21 to any port 10250 proto tcp comment 'k3play'
ufw allow from 10.42.0.0/16
ufw allow from 198.19.15.31 proto vrrp
ufw allow from fd00::1 to any port 6443 proto tcp
ufw deny from 10.0.0.9
ufw allow in on eth1
ufw allow OpenSSH
end
`;

    const { active, rules } = readUfw().parse(printed(said));

    assert.ok(active);
    assert.deepEqual(rules.map(describeRule), [
      'any 22/tcp',
      'any 8080/tcp',
      'any 8080/udp',
      'any 51820-51821/udp',
      '198.19.15.21 10250/tcp',
      '10.42.0.0/16 all',
      '198.19.15.31 vrrp',
      'fd00::1 6443/tcp',
    ]);
    assert.deepEqual(readUfw().parse(printed('end\n')), { active: false, rules: [] });
    assert.throws(() => readUfw().parse(printed('')), /cannot read the rules of ufw/);
  });
});

describe('readFirewalld', () => {
  const zones = (prefix: string): string =>
    `
dmz
  ports: 1/tcp
public (active)
  target: default
  sources: 10.9.9.9
  services: dhcpv6-client ssh
  ports: 6443/tcp 8000-8001/udp
  rich rules: 
	rule family="ipv4" source address="198.19.15.41" port port="10250" protocol="tcp" accept
	rule family="ipv4" source address="198.19.15.31" protocol value="vrrp" accept
	rule family="ipv4" source address="10.0.0.9" reject

trusted
  sources: 10.42.0.0/16 00:11:22:33:44:55
  rich rules: 
`
      .trimStart()
      .replace(/^/gm, `${prefix} `);

  it('reads the zone that is meant, and whom the zone trusted trusts', () => {
    const state = readFirewalld('10.0.0.1').parse(
      printed(`zone public\n${zones('runtime')}\npermanent public\npermanent   ports: 1/tcp\nend\n`),
    );

    assert.deepEqual(state.runtime.map(describeRule), [
      'any 6443/tcp',
      'any 8000-8001/udp',
      '198.19.15.41 10250/tcp',
      '198.19.15.31 vrrp',
      '10.42.0.0/16 all',
    ]);
    assert.deepEqual(state.permanent.map(describeRule), ['any 1/tcp']);
    assert.equal(readFirewalld(undefined).parse(printed('end\n')).active, false);
  });
});

describe('parseSource', () => {
  for (const [text, source] of [
    ['10.0.0.5', '10.0.0.5'],
    ['10.0.0.5/32', '10.0.0.5'],
    ['10.1.77.5/20', '10.1.64.0/20'],
    ['0.0.0.0/0', 'any'],
    ['::/0', 'any'],
    ['any', 'any'],
    ['FD00:0:0::0021', 'fd00::21'],
    ['fd00:1:2:3:4::/50', 'fd00:1:2::/50'],
    ['::1', '::1'],
    ['fd00::1/129', undefined],
    ['10.0.0.5/33', undefined],
    ['10.0.0', undefined],
    ['db1', undefined],
    ['fe80::1%eth0', undefined],
    ['', undefined],
  ] as const) {
    it(`makes ${source ?? 'nothing'} of "${text}"`, () => {
      assert.equal(parseSource(text), source);
    });
  }
});
