import { Secret } from '../../../lib/core/secret.ts';
import { k3sRegistries } from '../../../lib/modules/k3s/registries.ts';
import { describeModule } from '../../support/describe-module.ts';
import { absent, aFile, aFolder } from '../../support/path-states.ts';

const PATH = '/etc/rancher/k3s/registries.yaml';
const registries = {
  mirrors: {
    'docker.io': { endpoint: ['https://registry.example.org:5000'], rewrite: { '^rancher/(.*)': 'k3s/$1' } },
  },
  configs: { 'registry.example.org:5000': { auth: { username: 'k3s', password: new Secret(`p"a:s's`) } } },
};
const TEXT = `# Written by k3play.
mirrors:
  docker.io:
    endpoint:
      - https://registry.example.org:5000
    rewrite:
      ^rancher/(.*): k3s/$1
configs:
  registry.example.org:5000:
    auth:
      username: k3s
      password: p"a:s's
`;
const folders = { '/etc/rancher/k3s': aFolder(), '/etc/rancher': aFolder(), '/etc': aFolder() };
const bare = { [PATH]: absent, '/etc/rancher/k3s': absent, '/etc/rancher': absent, '/etc': aFolder() };
const found = (text: string, mode = '0600') => ({ [PATH]: aFile(text, { mode }), ...folders });

describeModule(k3sRegistries, {
  inSync: [
    {
      title: 'the same text',
      params: { registries },
      found: found(TEXT),
      result: { path: PATH, present: true },
    },
    {
      title: 'nothing wanted and nothing there',
      params: {},
      found: bare,
      result: { path: PATH, present: false },
    },
    { title: "nothing wanted and somebody else's file", params: {}, found: found('mirrors: {}\n') },
  ],
  drift: [
    {
      title: 'writes the file that only root may read, and its folder',
      params: { registries },
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
    },
    {
      title: 'closes it to others',
      params: { registries },
      found: found(TEXT, '0644'),
      steps: [{ subject: `mode of ${PATH}`, from: '0644', to: '0600' }],
    },
    {
      title: 'removes what it wrote',
      params: {},
      found: found(TEXT),
      steps: [{ subject: PATH, from: 'file', to: 'absent', script: `rm -f -- ${PATH}` }],
      result: { path: PATH, present: false },
    },
  ],
  invalid: [{ title: 'a list', params: { registries: [] }, message: /registries/ }],
});
