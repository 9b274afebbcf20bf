import assert from 'node:assert/strict';
import { Secret } from '../../../lib/core/secret.ts';
import { k3sProxy } from '../../../lib/modules/k3s/proxy.ts';
import { listNoProxy, readNetworks } from '../../../lib/modules/k3s/shared/no-proxy.ts';
import { describeModule } from '../../support/describe-module.ts';
import { printed } from '../../support/output.ts';
import { absent, aFile, aFolder } from '../../support/path-states.ts';

const PATH = '/etc/default/k3s';
const https = new Secret('http://user:p"a\\ss@10.0.0.1:3128');
const params = {
  role: 'server',
  https,
  no_proxy: ['.example.org'],
  hosts: ['10.0.0.11', '10.0.0.12', '10.9.0.5', 'lb'],
};
const networks = ['10.0.0.11/24', '172.17.0.1/16'];
const LIST =
  '.example.org,localhost,127.0.0.0/8,::1,.svc,.cluster.local,10.42.0.0/16,10.43.0.0/16,10.0.0.0/24,10.9.0.5,lb';
const TEXT = `HTTPS_PROXY="http://user:p\\"a\\\\ss@10.0.0.1:3128"\nNO_PROXY="${LIST}"\n`;
const folder = aFolder();
const found = (text: string) => ({ file: aFile(text, { mode: '0600' }), folder, networks });

describeModule(k3sProxy, {
  inSync: [
    {
      title: 'the proxy is set',
      params,
      found: found(TEXT),
      result: { path: PATH, no_proxy: LIST.split(',') },
    },
    {
      title: 'a further host of the same network',
      params: { ...params, hosts: [...params.hosts, '10.0.0.99'] },
      found: found(TEXT),
    },
    { title: 'lines of others', params, found: found(`OTHER=1\n${TEXT}`) },
    {
      title: 'none wanted, none there',
      params: { role: 'agent' },
      found: { file: absent, folder, networks },
    },
    { title: "none wanted, and others' lines", params: { role: 'agent' }, found: found('A=1\n\nB=2\n') },
  ],
  drift: [
    {
      title: 'writes it for root alone',
      params,
      found: { file: absent, folder, networks },
      steps: [
        {
          subject: PATH,
          from: 'absent',
          to: 'file 0600 root:root',
          put: { mode: '0600', owner: 'root', group: 'root', content: TEXT },
        },
      ],
    },
    {
      title: 'writes it where the distribution keeps such files',
      params: { role: 'agent', http: 'http://10.0.0.1:3128' },
      facts: { os: { family: 'redhat', id: 'rocky', version: '9', name: 'Rocky', kernel: '5' } },
      found: { file: absent, folder, networks },
      steps: [{ subject: '/etc/sysconfig/k3s-agent', from: 'absent', to: 'file 0600 root:root' }],
    },
    {
      title: 'takes its own lines out and leaves the others',
      params: { role: 'server' },
      found: found(`OTHER=1\n${TEXT}`),
      steps: [
        {
          subject: `content of ${PATH}`,
          from: '********',
          to: '********',
          put: { content: 'OTHER=1\n' },
        },
      ],
    },
    {
      title: 'removes a file that holds nothing else',
      params: { role: 'server' },
      found: found(TEXT),
      steps: [{ subject: PATH, from: 'file', to: 'absent', script: `rm -f -- ${PATH}` }],
    },
  ],
  faults: [
    {
      title: 'a file that is no text',
      params,
      found: { file: aFile(Buffer.from([0, 1])), folder, networks },
      message: /is no text/,
    },
  ],
  invalid: [{ title: 'no role', params: {}, message: /role/ }],
});

describe('listNoProxy', () => {
  const of = (hosts: readonly string[], own: readonly string[], given: readonly string[] = []) =>
    listNoProxy({ given, inside: [], hosts, own }).filter((one) => !/local|127|::1$|svc/.test(one));

  it('names the network that hosts are in, not those hosts', () => {
    assert.deepEqual(of(['10.1.2.3', '10.1.3.4'], ['10.1.2.9/23']), ['10.1.2.0/23']);
  });

  it('names hosts of other networks, and no network without a host', () => {
    assert.deepEqual(of(['10.1.2.3', '192.168.0.1'], ['10.1.2.9/24', '10.42.0.1/24']), [
      '10.1.2.0/24',
      '192.168.0.1',
    ]);
  });

  it('leaves out what the operator has covered', () => {
    assert.deepEqual(of(['10.1.2.3', 'db'], [], ['10.0.0.0/8', 'db']), ['10.0.0.0/8', 'db']);
  });

  it('knows IPv6', () => {
    assert.deepEqual(of(['fd00::1', 'fd01::5'], ['fd00::9/64']), ['fd00::/64', 'fd01::5']);
  });
});

describe('readNetworks', () => {
  it('reads what ip prints', () => {
    const output = printed(
      '2: eth0    inet 10.0.0.21/24 brd 10.0.0.255 scope global eth0\\       valid_lft forever\n2: eth0    inet6 fd00::21/64 scope global \\  x\n',
    );

    assert.deepEqual(readNetworks().parse(output), ['10.0.0.21/24', 'fd00::21/64']);
  });
});
