import assert from 'node:assert/strict';
import { listBundledFaults, type BundledCase } from '../support/bundled-faults.ts';

const at = (number: number): { address: string } => ({ address: `10.0.0.${number}` });
const one = { server: { s1: at(21) } };
const two = { server: { s1: at(21), s2: at(22) } };
const lb = { lb1: at(31) };
const lbs = { lb1: at(31), lb2: at(32) };
const vip = { address: '10.0.0.100' };

type Hosts = BundledCase['groups'];

async function tell(groups: Hosts, registration: object, rest: object = {}): Promise<string> {
  const k3s = { registration, ...rest };
  return (await listBundledFaults({ playbook: 'registration.yml', k3s, groups })).join('\n');
}

describe('registration.yml', () => {
  const allowed = [
    { title: 'one balancer', groups: { ...two, lb }, registration: {} },
    {
      title: 'one balancer with a name',
      groups: { ...two, lb },
      registration: { address: 'k3s.example.org' },
    },
    { title: 'one balancer with a virtual address', groups: { ...two, lb }, registration: { vip } },
    { title: 'two balancers with a virtual address', groups: { ...two, lb: lbs }, registration: { vip } },
    { title: 'two balancers under a name', groups: { ...two, lb: lbs }, registration: { address: 'k3s' } },
    { title: 'nginx', groups: { ...two, lb: lbs }, registration: { kind: 'nginx', vip } },
    { title: 'a virtual address on the servers', groups: two, registration: { vip } },
    { title: 'the same by its kind', groups: two, registration: { kind: 'keepalived', vip } },
    { title: 'an address that is there', groups: two, registration: { address: '2001:db8::5', port: 443 } },
    {
      title: 'all of the virtual address',
      groups: two,
      registration: { vip: { ...vip, router_id: 255, password: 'a.b-c_d1', interface: 'eth0.5' } },
    },
    {
      title: 'a balancer on a server at a port of its own',
      groups: { ...two, lb: { s1: {} } },
      registration: { port: 7443 },
    },
    {
      title: 'a balancer on a server, each at its own address',
      groups: {
        server: { s1: { ...at(21), vars: { k3s: { server: { config: { 'bind-address': '10.0.0.21' } } } } } },
        lb: { s1: {} },
      },
      registration: { vip },
    },
  ];
  for (const { title, groups, registration } of allowed) {
    it(`takes ${title}`, async () => assert.equal(await tell(groups, registration), ''));
  }

  const refused = [
    {
      title: 'a kind that is none',
      groups: two,
      registration: { kind: 'haprox' },
      says: /kind must be .*did you mean "haproxy"/,
    },
    {
      title: 'haproxy without hosts',
      groups: two,
      registration: { kind: 'haproxy' },
      says: /kind haproxy runs on the hosts of the group lb, and there are none/,
    },
    {
      title: 'keepalived beside balancers',
      groups: { ...two, lb },
      registration: { kind: 'keepalived', vip },
      says: /kind keepalived puts the address on the servers themselves, and the group lb has hosts/,
    },
    {
      title: 'keepalived without its address',
      groups: two,
      registration: { kind: 'keepalived' },
      says: /registration needs vip: \{ address: … \} with kind keepalived/,
    },
    {
      title: 'dns without a name',
      groups: two,
      registration: { kind: 'dns' },
      says: /registration needs address with kind dns: the name/,
    },
    {
      title: 'dns with an address',
      groups: two,
      registration: { kind: 'dns', address: '10.0.0.9' },
      says: /registration.address is an address, and kind dns wants a name/,
    },
    {
      title: 'external without an address',
      groups: two,
      registration: { kind: 'external' },
      says: /registration needs address with kind external/,
    },
    {
      title: 'a virtual address with dns',
      groups: two,
      registration: { kind: 'dns', address: 'k3s', vip },
      says: /registration.vip does not go with kind dns or external/,
    },
    {
      title: 'two balancers at the address of one',
      groups: { ...two, lb: lbs },
      registration: {},
      says: /the others would never be used .*vip/,
    },
    {
      title: 'a virtual address that is none',
      groups: two,
      registration: { vip: { address: '10.0.0.256' } },
      says: /vip.address must be an IP address, got "10.0.0.256"/,
    },
    {
      title: 'a virtual address that a host has',
      groups: two,
      registration: { vip: at(22) },
      says: /the virtual address 10.0.0.22 is the address of s2/,
    },
    {
      title: 'a virtual address of another kind',
      groups: one,
      registration: { vip: { address: 'fd00::9' } },
      says: /s1 is reached at 10.0.0.21, and .* by addresses of its kind/,
    },
    {
      title: 'hosts of a virtual address that have names only',
      groups: { server: { s1: {} } },
      registration: { vip },
      says: /s1 is reached at s1, and the hosts of the virtual address/,
    },
    {
      title: 'a router id that is none',
      groups: two,
      registration: { vip: { ...vip, router_id: 256 } },
      says: /router_id must be 255 or less, got the number 256/,
    },
    {
      title: 'a router id of nothing',
      groups: two,
      registration: { vip: { ...vip, router_id: 0 } },
      says: /router_id must be 1 or more/,
    },
    {
      title: 'a long password',
      groups: two,
      registration: { vip: { ...vip, password: 'ninechars' } },
      says: /password must be 1 to 8 letters, digits, dots or dashes/,
    },
    {
      title: 'an address with a port',
      groups: two,
      registration: { address: 'k3s.example.org:6443' },
      says: /address must be a name or an address and nothing around it/,
    },
    {
      title: 'an address with a scheme',
      groups: two,
      registration: { address: 'https://k3s' },
      says: /address must be a name or an address and nothing around it/,
    },
    {
      title: 'another port with nothing between',
      groups: two,
      registration: { vip, port: 443 },
      says: /agents would ask s1 itself at port 443, where K3s does not listen/,
    },
    {
      title: 'a balancer on a server at its port',
      groups: { ...two, lb: { s1: {} } },
      registration: {},
      says: /s1 is server and balancer, and both would listen at port 6443 .*7443/,
    },
    {
      title: 'the same, the virtual address not keeping them apart',
      groups: { ...two, lb: { s1: {} } },
      registration: { vip },
      says: /both would listen at port 6443 .*bind-address/,
    },
    {
      title: "K3s's own port beside K3s",
      groups: { ...two, lb: { s1: {} } },
      registration: { port: 6444 },
      says: /port 6444 is one of K3s's own on s1/,
    },
    {
      title: 'an unknown key',
      groups: two,
      registration: { vip: { ...vip, routerid: 1 } },
      says: /unknown key "routerid" \(did you mean "router_id"/,
    },
  ];
  for (const { title, groups, registration, says } of refused) {
    it(`refuses ${title}`, async () => {
      const told = await tell(groups, registration);

      assert.match(told, /^error: /);
      assert.match(told, says);
    });
  }

  it('never shows the password that it refuses', async () => {
    assert.doesNotMatch(await tell(two, { vip: { ...vip, password: 'ninechars' } }), /ninechars/);
  });

  it("takes the servers' own port where it is another", async () => {
    const server = { config: { 'https-listen-port': 7443 } };

    assert.equal(await tell(two, { vip, port: 7443 }, { server }), '');
    assert.match(await tell(two, { vip }, { server }), /at port 6443, where K3s does not listen/);
  });

  it('warns that the first server is no fixed address', async () => {
    assert.match(
      await tell(two, {}),
      /^warning: agents join through the first server, s1, which is no fixed address/,
    );
  });

  it('warns of what round robin cannot do', async () => {
    const told = await tell(two, { kind: 'dns', address: 'k3s.example.org' });

    assert.match(told, /^warning: an agent that joins takes one of the name's addresses and tries no other/);
  });

  it('warns of balancers that have nothing to do', async () => {
    const told = await tell({ ...two, lb }, { kind: 'external', address: 'k3s.example.org' });

    assert.match(
      told,
      /^warning: the hosts of the group lb have nothing to do with registration kind external/,
    );
  });
});

describe('failover-drill.yml', () => {
  const tellDrill = async (groups: Hosts, registration: object): Promise<string> =>
    (await listBundledFaults({ playbook: 'failover-drill.yml', k3s: { registration }, groups })).join('\n');

  it('takes two hosts with a virtual address', async () => {
    assert.equal(await tellDrill({ ...two, lb: lbs }, { vip }), '');
    assert.equal(await tellDrill(two, { vip }), '');
  });

  it('refuses where no virtual address can move', async () => {
    const told = await tellDrill({ ...two, lb }, {});

    assert.match(
      told,
      /nothing to fail over to .* registration.vip is not given \(one balancer has no second/,
    );
  });

  it('refuses a virtual address with one host', async () => {
    assert.match(await tellDrill({ ...two, lb }, { vip }), /only one host .*name another in the group lb/);
    assert.match(await tellDrill(one, { vip }), /only one host .*name another in the group server/);
  });
});
