import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { Secret } from '../../../lib/core/secret.ts';
import { Unknown } from '../../../lib/core/unknown.ts';
import { k3sKubeconfig } from '../../../lib/modules/k3s/kubeconfig.ts';
import { describeModule } from '../../support/describe-module.ts';
import { debian } from '../../support/facts.ts';
import { absent, aFile, aFolder } from '../../support/path-states.ts';

/** As K3s writes it, but for the length of what it holds. */
const kubeconfig = (server: string): string => `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: Q0E=
    server: ${server}
  name: default
current-context: default
users:
- name: default
  user:
    client-key-data: c2VjcmV0
`;

const server = 'https://k3s.example.org:6443';
const params = { dest: 'out/kubeconfig.yaml', server };
const remote = aFile(kubeconfig('https://127.0.0.1:6443'), { mode: '0600' });
const here = (text: string, mode = '0600'): { mode: string; text: Secret } => ({
  mode,
  text: new Secret(text),
});
const local = here(kubeconfig(server));
const subject = 'kubeconfig out/kubeconfig.yaml on this machine';
const outOfDate = { subject, from: 'out of date', to: `made for ${server}`, kind: 'put-here' as const };
const maybe = { subject, from: 'present', to: '(unknown)', certain: false as const };

describeModule(k3sKubeconfig, {
  inSync: [
    { title: 'the same is here', params, found: { remote, local }, result: { dest: 'out/kubeconfig.yaml' } },
    {
      title: 'the same, made from another path',
      params: { ...params, src: '/srv/k3s.yaml' },
      found: { remote, local },
    },
  ],
  drift: [
    {
      title: 'nothing is here',
      params,
      found: { remote, local: undefined },
      steps: [{ subject, from: null, to: `made for ${server}`, kind: 'put-here' }],
      result: { dest: 'out/kubeconfig.yaml' },
    },
    {
      title: 'it points at another server',
      params,
      found: { remote, local: here(kubeconfig('https://old.example.org:6443')) },
      steps: [outOfDate],
    },
    {
      title: 'it is of another cluster',
      params,
      found: { remote, local: here(kubeconfig(server).replace('Q0E=', 'b2xk')) },
      steps: [outOfDate],
    },
    {
      title: 'others may read it',
      params,
      found: { remote, local: here(kubeconfig(server), '0644') },
      steps: [{ ...outOfDate, from: 'open to others, 0644' }],
    },
    {
      title: 'the server is yet to write its own, and nothing is here',
      params,
      found: { remote: { kind: 'present' }, local: undefined },
      steps: [{ subject, from: null, to: `made for ${server}` }],
    },
    {
      title: 'the server is yet to write its own, and one is here',
      params,
      found: { remote: { kind: 'present' }, local },
      steps: [maybe],
    },
    {
      title: 'what the server will write is not known',
      params,
      found: { remote: { ...remote, content: new Unknown('made by a command') }, local },
      steps: [maybe],
    },
  ],
  faults: [
    {
      title: 'no server wrote one',
      params,
      found: { remote: absent, local },
      message: /there is no \/etc\/rancher\/k3s\/k3s\.yaml \(is this a running K3s server\?\)/,
    },
    {
      title: 'a folder',
      params,
      found: { remote: aFolder(), local },
      message: /there is no \/etc\/rancher\/k3s\/k3s\.yaml/,
    },
    {
      title: 'a file that cannot be read',
      params,
      found: { remote: { ...remote, content: undefined }, local },
      message: /k3s\.yaml cannot be read \(it takes root: become\)/,
    },
    {
      title: 'YAML that is no kubeconfig',
      params,
      found: { remote: aFile('a: 1\n'), local },
      message: /k3s\.yaml is no kubeconfig/,
    },
    {
      title: 'a file cut short',
      params,
      found: { remote: aFile('clusters: ["'), local },
      message: /k3s\.yaml is no kubeconfig/,
    },
  ],
  invalid: [
    { title: 'a server without TLS', params: { ...params, server: 'http://k3s:6443' }, message: /server/ },
    { title: 'no dest', params: { server }, message: /"dest" is missing/ },
    { title: 'an empty dest', params: { dest: '', server }, message: /dest/ },
  ],
});

/** A kubeconfig of somebody's, with a cluster of theirs. */
const own = `# Mine: keep.
apiVersion: v1
kind: Config
current-context: work
clusters:
  # The one at work.
  - name: work
    cluster: { server: https://work.example.org }
contexts:
  - name: work
    context: { cluster: work, user: me } # my own user
users:
  - name: me
    user: { token: dG9wIHNlY3JldA== }
`;
const merged = own
  .replace(
    'contexts:\n',
    `  - cluster:\n      certificate-authority-data: Q0E=\n      server: ${server}\n    name: k3s\ncontexts:\n`,
  )
  .replace('users:\n', '  - context:\n      cluster: k3s\n      user: k3s\n    name: k3s\nusers:\n')
  .concat('  - name: k3s\n    user:\n      client-key-data: c2VjcmV0\n');
const merging = { dest: '~/.kube/config', server, merge_as: 'k3s' };
const mergedSubject = 'kubeconfig ~/.kube/config on this machine';
const mergedWords = `with k3s, made for ${server}`;
const backup = { subject: '~/.kube/config.bak on this machine', from: null, to: 'the file as it is now' };

describeModule(k3sKubeconfig, {
  inSync: [{ title: 'the cluster is among others', params: merging, found: { remote, local: here(merged) } }],
  drift: [
    {
      title: 'there is no kubeconfig of the user',
      params: merging,
      found: { remote, local: undefined },
      steps: [{ subject: mergedSubject, from: null, to: mergedWords }],
    },
    {
      title: 'the cluster is not among those of the user',
      params: merging,
      found: { remote, local: here(own) },
      steps: [backup, { subject: mergedSubject, from: 'without k3s', to: mergedWords, kind: 'put-here' }],
    },
    {
      title: 'the name is that of another cluster',
      params: merging,
      found: { remote, local: here(merged.replace('Q0E=', 'b2xk')) },
      steps: [backup, { subject: mergedSubject, from: 'out of date', to: mergedWords }],
    },
    {
      title: 'others may read what is right',
      params: merging,
      found: { remote, local: here(merged, '0644') },
      steps: [{ subject: mergedSubject, from: 'open to others, 0644', to: mergedWords }],
    },
    {
      title: 'the server is yet to write its own, and the user has no such cluster',
      params: merging,
      found: { remote: { kind: 'present' }, local: here(own) },
      steps: [backup, { subject: mergedSubject, from: 'without k3s', to: mergedWords }],
    },
    {
      title: 'the server is yet to write its own, and the user has a cluster of the name',
      params: merging,
      found: { remote: { kind: 'present' }, local: here(merged) },
      steps: [
        { ...backup, certain: false },
        { subject: mergedSubject, from: 'present', to: '(unknown)', certain: false },
      ],
    },
  ],
  faults: [
    {
      title: 'a kubeconfig of the user that is cut short',
      params: merging,
      found: { remote, local: here(own.replace('dG9wIHNlY3JldA== }', '')) },
      message:
        /^~\/\.kube\/config:\d+:\d+: this kubeconfig is damaged: .* \(mend it or move it away; nothing/,
    },
    {
      title: 'a kubeconfig of the user whose clusters are no list',
      params: merging,
      found: { remote, local: here('clusters: { work: 1 }\n') },
      message: /^~\/\.kube\/config:1:11: this kubeconfig is damaged: "clusters" is no list/,
    },
    {
      title: "a server's that is none",
      params: merging,
      found: { remote: aFile('clusters: []\n'), local: here(own) },
      message: /k3s\.yaml is no kubeconfig/,
    },
  ],
  invalid: [{ title: 'a merge under no name', params: { ...merging, merge_as: '' }, message: /merge_as/ }],
});

describe('k3s-kubeconfig', () => {
  it('leaves all that is of others where it is', () => {
    const found = { remote, local: here(own) };
    const complete = { src: '/etc/rancher/k3s/k3s.yaml', ...merging };
    const plan = k3sKubeconfig.plan({ params: complete, facts: debian, found });

    const [kept, put] = plan as readonly {
      readonly bytes: Secret;
      readonly localPath: string;
      readonly mode: string;
    }[];
    assert.deepEqual(
      [kept?.localPath, kept?.mode, kept?.bytes.reveal()],
      ['~/.kube/config.bak', '0600', own],
    );
    assert.deepEqual([put?.localPath, put?.mode, put?.bytes.reveal()], ['~/.kube/config', '0600', merged]);
    assert.doesNotMatch(inspect(plan, { depth: 9 }), /c2VjcmV0|dG9wIHNlY3JldA/);
  });

  it('never shows what it writes', () => {
    for (const found of [
      { remote, local: undefined },
      { remote, local: here('other') },
    ]) {
      const complete = { src: '/etc/rancher/k3s/k3s.yaml', ...params };
      const plan = k3sKubeconfig.plan({ params: complete, facts: debian, found });

      const [step] = plan as readonly { readonly bytes: Secret }[];
      assert.equal(step?.bytes.reveal(), kubeconfig(server));
      assert.ok(!`${inspect(plan, { depth: 9 })}${JSON.stringify(plan)}`.includes('c2VjcmV0'));
    }
  });
});
