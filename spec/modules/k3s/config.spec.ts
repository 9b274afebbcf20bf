import assert from 'node:assert/strict';
import { hashBytes } from '../../../lib/core/hash.ts';
import { Secret } from '../../../lib/core/secret.ts';
import { Unknown } from '../../../lib/core/unknown.ts';
import { k3sConfig } from '../../../lib/modules/k3s/config.ts';
import { readToken } from '../../../lib/modules/k3s/shared/token-read.ts';
import { readPath } from '../../../lib/modules/shared/path.ts';
import { isSteps } from '../../../lib/modules/step.ts';
import { factsOf } from '../../support/facts.ts';
import { describeModule } from '../../support/describe-module.ts';

const PATH = '/etc/rancher/k3s/config.yaml';
const absent = { kind: 'absent' };
const ids = { owner: '0', group: '0' };
const folder = { kind: 'directory', mode: '0755', owner: 'root', group: 'root', ids };
const bare = { [PATH]: absent, '/etc/rancher/k3s': absent, '/etc/rancher': absent, '/etc': folder };
const token = new Secret('correct-horse');
const endpoint = new Secret('postgres://k3s:p%40ss@10.0.0.5:5432/k3s');
const later = new Unknown('the token of a server that is not there yet');
const server = { token, 'datastore-endpoint': endpoint, 'tls-san': ['a.example.org'] };
const agent = { server: 'https://a.example.org:6443', token };

const TEXT = `datastore-endpoint: "postgres://k3s:p%40ss@10.0.0.5:5432/k3s"
tls-san:
  - a.example.org
token: correct-horse
`;

function found(text: string, mode = '0600') {
  const content = Buffer.from(text);
  const file = { ...folder, kind: 'file', mode, size: content.length, sha256: hashBytes(content), content };
  return { [PATH]: file, '/etc/rancher/k3s': folder, '/etc/rancher': folder, '/etc': folder };
}

describeModule(k3sConfig, {
  inSync: [
    {
      title: 'the same text',
      params: { role: 'server', settings: server },
      found: found(TEXT),
      result: { path: PATH, unknown_settings: [] },
    },
    {
      title: 'the same settings, written otherwise',
      params: { role: 'server', settings: { ...server, 'https-listen-port': 6443, debug: null } },
      found: found(
        `# mine\ntoken: 'correct-horse'\nhttps-listen-port: "6443"\ntls-san: [a.example.org]\ndatastore-endpoint: ${endpoint.reveal()}\n`,
      ),
    },
  ],
  drift: [
    {
      title: 'tells settings that K3s may not know, and writes them',
      params: { role: 'agent', settings: { ...agent, 'node-lable': 'a=b', zzz: 1, 'kubelet-arg+': ['x=1'] } },
      found: found('server: "https://a.example.org:6443"\ntoken: correct-horse\nkubelet-arg+: [x=1]\n'),
      steps: [{ subject: `node-lable, zzz in ${PATH}`, from: 'unset, unset', to: 'a=b, 1' }],
      result: { path: PATH, unknown_settings: ['"node-lable" (did you mean "node-label"?)', '"zzz"'] },
    },
    {
      title: 'writes the settings sorted, and the folders for them',
      params: { role: 'server', settings: { ...server, 'cluster-init': null } },
      found: bare,
      steps: [
        { subject: '/etc/rancher/k3s', from: 'absent', to: 'directory 0755' },
        {
          subject: PATH,
          from: 'absent',
          to: 'file 0600 root:root',
          put: { mode: '0600', owner: 'root', group: 'root', content: TEXT },
        },
      ],
      result: { path: PATH, unknown_settings: [] },
    },
    {
      title: 'names each setting that differs, the secret ones masked',
      params: {
        role: 'server',
        settings: { ...server, 'tls-san': ['a.example.org', 'b'], 'write-kubeconfig-mode': '0600' },
      },
      found: found(TEXT.replace('correct-horse', 'wrong-horse').concat('debug: true\n')),
      steps: [
        {
          subject: `debug, tls-san, token, write-kubeconfig-mode in ${PATH}`,
          from: 'true, [a.example.org], ********, unset',
          to: 'unset, [a.example.org b], ********, 0600',
          put: {
            content: TEXT.replace('  - a.example.org\n', '  - a.example.org\n  - b\n').concat(
              'write-kubeconfig-mode: "0600"\n',
            ),
          },
        },
      ],
    },
    {
      title: 'masks what a secret was put into, whatever its key',
      params: { role: 'server', settings: { ...server, 'kubelet-arg': [new Secret('a=b')] } },
      found: found(`${TEXT}kubelet-arg: [c=d]\n`),
      steps: [{ subject: `kubelet-arg in ${PATH}`, from: '********', to: '********' }],
    },
    {
      title: 'mends the mode alone',
      params: { role: 'server', settings: server },
      found: found(TEXT, '0644'),
      steps: [{ subject: `mode of ${PATH}`, from: '0644', to: '0600' }],
    },
    {
      title: 'replaces what is no YAML',
      params: { role: 'server', settings: server },
      found: found('token: [unclosed'),
      steps: [{ subject: `content of ${PATH}`, from: '********', to: '********', kind: 'put' }],
    },
    {
      title: 'surely creates a file whose token is not known yet',
      params: { role: 'agent', settings: { ...agent, token: later } },
      found: { ...bare, '/etc/rancher/k3s': folder, '/etc/rancher': folder },
      steps: [{ subject: PATH, from: 'absent', to: 'file 0600 root:root' }],
    },
    {
      title: 'may change a token that is not known yet',
      params: { role: 'agent', settings: { ...agent, token: later } },
      found: found('server: "https://a.example.org:6443"\ntoken: correct-horse\n'),
      steps: [{ subject: `token in ${PATH}`, from: '********', to: '********', certain: false }],
    },
    {
      title: 'surely changes a file when more than an unknown token differs',
      params: { role: 'agent', settings: { ...agent, token: later } },
      found: found('server: "https://b.example.org:6443"\ntoken: correct-horse\n'),
      steps: [
        {
          subject: `server, token in ${PATH}`,
          from: 'https://b.example.org:6443, ********',
          to: 'https://a.example.org:6443, ********',
        },
      ],
    },
  ],
  faults: [
    ...(
      [
        [
          'a setting of servers for an agent',
          'agent',
          { ...agent, 'tls-san': 'x' },
          /"tls-san" is a setting of servers/,
        ],
        ['an agent without a server', 'agent', { token }, /needs the setting "server"/],
        ['an agent without a token', 'agent', { server: 'https://x:6443' }, /needs the setting "token"/],
        [
          'cluster-init beside a datastore',
          'server',
          { ...server, 'cluster-init': true },
          /"cluster-init" and "datastore-endpoint"/,
        ],
        [
          'a server beside a datastore',
          'server',
          { ...server, server: 'https://x' },
          /"server" and "datastore-endpoint"/,
        ],
        [
          'a datastore that K3s does not know',
          'server',
          { 'datastore-endpoint': 'etcd://x' },
          /begins with "etcd".*SQLite/,
        ],
        [
          'a secret datastore that K3s does not know',
          'server',
          { 'datastore-endpoint': new Secret('mariadb://x') },
          /begins with something/,
        ],
        ['a key with dashes', 'server', { '--debug': true }, /"--debug" is no setting/],
        ['a map', 'server', { 'node-label': { a: 'b' } }, /neither text/],
        ['a mode that is a number', 'server', { 'write-kubeconfig-mode': 644 }, /write it as text: "0644"/],
      ] as const
    ).map(([title, role, settings, message]) => ({
      title,
      params: { role, settings },
      found: bare,
      message,
    })),
  ],
  invalid: [
    { title: 'no role', params: { settings: {} }, message: /role/ },
    { title: 'an unknown role', params: { role: 'master', settings: {} }, message: /role/ },
  ],
});

describe('k3s-config', () => {
  it('predicts that another token of agents is written by the server, which no one knows yet', () => {
    const params = {
      role: 'server',
      settings: { ...server, 'agent-token': new Secret('x'), 'data-dir': '/data' },
      path: PATH,
    };
    const context = { params, facts: factsOf(k3sConfig, {}), found: found(TEXT) };

    const plan = k3sConfig.plan(context);

    assert.ok(isSteps(plan));
    const predicted = plan.flatMap((step) => (step.kind === 'put' ? (step.predicts ?? []) : []));
    assert.deepEqual(
      predicted.map(({ key }) => key),
      [readPath(PATH).key, readToken('/data/server/agent-token').key],
    );
  });
});
