import assert from 'node:assert/strict';
import { k3sNodes } from '../../../lib/modules/k3s/nodes.ts';
import { askApi } from '../../../lib/modules/k3s/shared/kubectl.ts';
import { parseNode, parseNodes, type NodeState } from '../../../lib/modules/k3s/shared/node-state.ts';
import { describeModule } from '../../support/describe-module.ts';
import { printed } from '../../support/output.ts';

const s1: NodeState = {
  name: 's1',
  ready: true,
  reason: '',
  roles: ['control-plane', 'master'],
  version: 'v1.30.4+k3s1',
  internalIp: '10.0.0.11',
  taints: ['CriticalAddonsOnly=true:NoExecute'],
  labels: { zone: 'a' },
  unschedulable: false,
  startedWith: { labels: [], taints: [] },
};

describeModule(k3sNodes, {
  inSync: [
    {
      title: 'the nodes',
      params: {},
      found: { nodes: { api: 'up', value: [s1] } },
      result: {
        nodes: [
          {
            name: 's1',
            ready: true,
            roles: ['control-plane', 'master'],
            version: 'v1.30.4+k3s1',
            internal_ip: '10.0.0.11',
            taints: ['CriticalAddonsOnly=true:NoExecute'],
            labels: { zone: 'a' },
            unschedulable: false,
          },
        ],
      },
    },
  ],
  faults: [
    {
      title: 'an API that is down',
      params: {},
      found: { nodes: { api: 'down', reason: 'refused' } },
      message: /does not answer: refused/,
    },
    {
      title: 'a host without K3s',
      params: {},
      found: { nodes: { api: 'absent' } },
      message: /no \/usr\/local\/bin\/k3s .*server/,
    },
  ],
  invalid: [{ title: 'a relative kubeconfig', params: { kubeconfig: 'x' }, message: /kubeconfig/ }],
});

const JSON_NODE = {
  metadata: {
    name: 's1',
    labels: {
      'node-role.kubernetes.io/master': 'true',
      'node-role.kubernetes.io/control-plane': 'true',
      zone: 'a',
    },
  },
  spec: {
    taints: [
      { key: 'CriticalAddonsOnly', value: 'true', effect: 'NoExecute' },
      { key: 'x', effect: 'NoSchedule' },
    ],
  },
  status: {
    conditions: [
      { type: 'MemoryPressure', status: 'False' },
      { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' },
    ],
    addresses: [
      { type: 'Hostname', address: 's1' },
      { type: 'InternalIP', address: '10.0.0.11' },
    ],
    nodeInfo: { kubeletVersion: 'v1.30.4+k3s1' },
  },
};

describe('parseNode', () => {
  it('reads a node of the API', () => {
    assert.deepEqual(parseNode(JSON_NODE), {
      ...s1,
      labels: JSON_NODE.metadata.labels,
      taints: ['CriticalAddonsOnly=true:NoExecute', 'x:NoSchedule'],
    });
  });

  it('says why a node is not ready', () => {
    const notReady = (condition: object) =>
      parseNode({ status: { conditions: [{ type: 'Ready', ...condition }] } }).reason;

    assert.equal(
      notReady({ status: 'False', message: 'cni plugin not initialized' }),
      'cni plugin not initialized',
    );
    assert.equal(notReady({ status: 'Unknown', reason: 'NodeStatusUnknown' }), 'NodeStatusUnknown');
    assert.equal(parseNode({}).reason, 'its kubelet has not reported yet');
  });

  for (const odd of [
    null,
    [],
    'text',
    { metadata: 3, spec: { taints: 'x' }, status: { conditions: [null, 1] } },
  ]) {
    it(`copes with ${JSON.stringify(odd)}`, () => {
      const { ready, taints, roles } = parseNode(odd);

      assert.deepEqual({ ready, taints, roles }, { ready: false, taints: [], roles: [] });
    });
  }

  it('sorts the nodes of a list', () => {
    const items = ['b', 'a'].map((name) => ({ metadata: { name } }));

    assert.deepEqual(
      parseNodes({ items }).map(({ name }) => name),
      ['a', 'b'],
    );
    assert.deepEqual(parseNodes(null), []);
  });
});

describe('askApi', () => {
  const read = askApi(
    { exec: '/opt/k3s', kubeconfig: '/a b' },
    { key: 'k', what: 'it', words: ['get', 'x'], parse: (json) => json },
  );
  const answer = (code: number, stdout: string, stderr = '') => read.parse(printed(stdout, { code, stderr }));

  it('asks with k3s kubectl, bounded in time', () => {
    assert.match(
      read.script.text,
      /\/opt\/k3s kubectl '--kubeconfig=\/a b' --request-timeout=10s get x --output=json$/,
    );
  });

  it('tells an answer, none, an API that is down and a host without k3s', () => {
    assert.deepEqual(answer(0, '{"a":1}'), { api: 'up', value: { a: 1 } });
    assert.deepEqual(answer(0, ''), { api: 'up', value: null });
    assert.deepEqual(answer(1, '', 'E1 x\nThe connection was refused\n'), {
      api: 'down',
      reason: 'The connection was refused',
    });
    assert.deepEqual(answer(1, ''), { api: 'down', reason: 'kubectl ended with code 1' });
    assert.deepEqual(answer(69, ''), { api: 'absent' });
    assert.throws(() => answer(0, 'Warning: no JSON'), /cannot read it/);
  });
});

describe('parseNode', () => {
  const cases = [
    ['flags and values apart', '["server","--node-label","zone=a","--node-taint","x:NoExecute"]', ['zone=a']],
    ['flags joined to values', '["server","--node-label=zone=a","--node-taint=x:NoExecute"]', ['zone=a']],
    [
      'several in one word',
      '["agent","--node-label","zone=a,tier=b","--node-taint","x:NoExecute"]',
      ['zone=a', 'tier=b'],
    ],
  ] as const;
  for (const [title, args, labels] of cases) {
    it(`reads what K3s was started with: ${title}`, () => {
      const node = parseNode({ metadata: { name: 's1', annotations: { 'k3s.io/node-args': args } } });

      assert.deepEqual(node.startedWith, { labels, taints: ['x:NoExecute'] });
    });
  }

  for (const args of [undefined, '', 'no list', '{"a":1}', '[1,null]', 7]) {
    it(`reads nothing from ${JSON.stringify(args)}`, () => {
      const node = parseNode({ metadata: { annotations: { 'k3s.io/node-args': args } } });

      assert.deepEqual(node.startedWith, { labels: [], taints: [] });
    });
  }
});
