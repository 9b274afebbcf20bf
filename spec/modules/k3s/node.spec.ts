import { k3sNode } from '../../../lib/modules/k3s/node.ts';
import type { NodeState } from '../../../lib/modules/k3s/shared/node-state.ts';
import { describeModule } from '../../support/describe-module.ts';

const s1: NodeState = {
  name: 's1',
  ready: true,
  reason: '',
  roles: ['control-plane', 'master'],
  version: 'v1.30.4+k3s1',
  internalIp: '10.0.0.11',
  taints: ['dedicated=db:NoSchedule', 'old:NoExecute', 'old=1:NoSchedule'],
  labels: { zone: 'a', tier: 'front' },
  unschedulable: false,
  startedWith: { labels: [], taints: [] },
};
const up = (value: NodeState | null) => ({ node: { api: 'up', value } });
const KUBECTL = '/usr/local/bin/k3s kubectl  --request-timeout=10s';

describeModule(k3sNode, {
  inSync: [
    {
      title: 'a Ready node with all that is asked',
      params: {
        name: 's1',
        roles: 'control-plane',
        version: 'v1.30.4+k3s1',
        labels: { zone: 'a', gone: null },
        taints: ['dedicated=db:NoSchedule', 'old=:NoExecute'],
        label_words: ['tier=front'],
        taints_absent: ['none', 'dedicated:NoExecute'],
      },
      found: up(s1),
      result: { name: 's1', ready: true, roles: ['control-plane', 'master'], version: 'v1.30.4+k3s1' },
    },
    {
      title: 'a node that need not be Ready',
      params: { name: 's1', ready: false },
      found: up({ ...s1, ready: false, reason: 'starting' }),
    },
  ],
  drift: [
    {
      title: 'waits for a node that has not joined, and says nothing of its labels and taints yet',
      params: { name: 's1', labels: { zone: 'b' }, taints: ['x:NoExecute'] },
      found: up(null),
      steps: [{ what: 'node s1 is Ready' }],
      result: { name: 's1', ready: false, roles: [], version: '' },
    },
    {
      title: 'waits while the API is down',
      params: { name: 's1' },
      found: { node: { api: 'down', reason: 'refused' } },
      steps: [{ what: 'node s1 is Ready' }],
    },
    {
      title: 'waits on a bare host',
      params: { name: 's1', ready: false },
      found: { node: { api: 'absent' } },
      steps: [{ what: 'node s1 is in the cluster' }],
    },
    {
      title: 'waits for the version of an upgrade',
      params: { name: 's1', version: 'v1.31.0+k3s1' },
      found: up(s1),
      steps: [{ what: 'node s1 is Ready with v1.31.0+k3s1' }],
    },
    {
      title: 'sets and removes labels, then waits for Ready',
      params: { name: 's1', labels: { zone: 'b', tier: null, count: 3 } },
      found: up({ ...s1, ready: false, reason: 'starting' }),
      steps: [
        {
          subject: 'label zone of node s1',
          from: 'a',
          to: 'b',
          script: `${KUBECTL} label node s1 zone=b --overwrite`,
        },
        {
          subject: 'label tier of node s1',
          from: 'front',
          to: null,
          script: `${KUBECTL} label node s1 tier- --overwrite`,
        },
        {
          subject: 'label count of node s1',
          from: null,
          to: '3',
          script: `${KUBECTL} label node s1 count=3 --overwrite`,
        },
        { what: 'node s1 is Ready' },
      ],
    },
    {
      title: 'adds, changes and removes taints',
      params: {
        name: 's1',
        taints: ['dedicated=web:NoSchedule', 'new:PreferNoSchedule'],
        taints_absent: ['old'],
        kubeconfig: '/etc/k.yaml',
        exec: '/opt/k3s',
      },
      found: up(s1),
      steps: [
        {
          subject: 'taint dedicated of node s1',
          from: 'dedicated=db:NoSchedule',
          to: 'dedicated=web:NoSchedule',
          script:
            '/opt/k3s kubectl --kubeconfig=/etc/k.yaml --request-timeout=10s taint node s1 dedicated=web:NoSchedule --overwrite',
        },
        { subject: 'taint new of node s1', from: null, to: 'new:PreferNoSchedule' },
        { subject: 'taint old of node s1', from: 'old:NoExecute, old=1:NoSchedule', to: null },
      ],
    },
    {
      title: 'removes what K3s was started with and is named no more',
      params: { name: 's1', label_words: 'zone=b', taints: ['kept:NoSchedule'], prune: true },
      found: up({
        ...s1,
        labels: { zone: 'a', tier: 'front', other: 'x', changed: 'by-hand' },
        taints: ['kept:NoSchedule', 'old=1:NoSchedule', 'changed=2:NoExecute', 'foreign:NoExecute'],
        startedWith: {
          labels: ['zone=a', 'tier=front', 'changed=by-us', 'absent=1'],
          taints: ['kept:NoSchedule', 'old=1:NoSchedule', 'changed=1:NoExecute', 'absent:NoExecute'],
        },
      }),
      steps: [
        { subject: 'label zone of node s1', from: 'a', to: 'b' },
        {
          subject: 'label tier of node s1',
          from: 'front',
          to: null,
          script: `${KUBECTL} label node s1 tier- --overwrite`,
        },
        {
          subject: 'taint old of node s1',
          from: 'old=1:NoSchedule',
          to: null,
          script: `${KUBECTL} taint node s1 old:NoSchedule- --overwrite`,
        },
      ],
    },
    {
      title: 'lets be what K3s was started with unless asked',
      params: { name: 's1', labels: { zone: 'b' } },
      found: up({ ...s1, startedWith: { labels: ['tier=front'], taints: ['old:NoExecute'] } }),
      steps: [{ subject: 'label zone of node s1', from: 'a', to: 'b' }],
    },
    {
      title: 'removes a taint of one effect only',
      params: { name: 's1', taints_absent: ['old:NoExecute'] },
      found: up(s1),
      steps: [
        {
          subject: 'taint old of node s1',
          from: 'old:NoExecute',
          to: null,
          script: `${KUBECTL} taint node s1 old:NoExecute- --overwrite`,
        },
      ],
    },
  ],
  faults: [
    {
      title: 'a role it does not have',
      params: { name: 's1', roles: ['control-plane', 'etcd'] },
      found: up(s1),
      message: /s1 is not etcd but control-plane, master/,
    },
    {
      title: 'a role of an agent',
      params: { name: 's1', roles: 'control-plane' },
      found: up({ ...s1, roles: [] }),
      message: /but an agent/,
    },
    {
      title: 'a label that is a list',
      params: { name: 's1', labels: { zone: ['a'] } },
      found: up(s1),
      message: /label zone is neither/,
    },
  ],
  invalid: [
    { title: 'a name in capitals', params: { name: 'S1' }, message: /name/ },
    { title: 'a taint without an effect', params: { name: 's1', taints: ['a=b'] }, message: /taints/ },
    { title: 'an unknown effect', params: { name: 's1', taints: ['a:Never'] }, message: /taints/ },
  ],
});
