import assert from 'node:assert/strict';
import { describeAge, formatNodes } from '../../../lib/lab/k3s-double/kubectl/table.ts';
import type { NodeObject } from '../../../lib/lab/k3s-double/kube/objects.ts';

const NOW = new Date('2030-01-01T00:10:00Z');

function node(name: string, { ready = true, server = false, cordoned = false } = {}): NodeObject {
  const time = '2030-01-01T00:00:00Z';
  const roles = { 'node-role.kubernetes.io/master': 'true', 'node-role.kubernetes.io/control-plane': 'true' };
  const condition = {
    type: 'Ready',
    reason: '',
    message: '',
    lastHeartbeatTime: time,
    lastTransitionTime: time,
  };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, creationTimestamp: time, labels: server ? roles : {} },
    spec: { unschedulable: cordoned },
    status: {
      addresses: [{ type: 'InternalIP', address: '10.0.0.1' }],
      capacity: {},
      conditions: [{ ...condition, status: ready ? 'True' : 'Unknown' }],
      nodeInfo: {
        kubeletVersion: 'v1.30.4+k3s1',
        osImage: 'Debian',
        kernelVersion: '6.1',
        containerRuntimeVersion: 'x://0',
      },
    },
  };
}

describe('formatNodes', () => {
  it('prints the columns of kubectl', () => {
    const nodes = [node('s1', { server: true }), node('agent-1', { ready: false, cordoned: true })];

    const text = formatNodes(nodes, { wide: false, headers: true, now: NOW });

    assert.equal(
      text,
      `NAME      STATUS                        ROLES                  AGE   VERSION
s1        Ready                         control-plane,master   10m   v1.30.4+k3s1
agent-1   NotReady,SchedulingDisabled   <none>                 10m   v1.30.4+k3s1
`,
    );
  });

  it('adds the wide columns and leaves out headers on request', () => {
    const text = formatNodes([node('a1')], { wide: true, headers: false, now: NOW });

    assert.equal(
      text,
      'a1   Ready   <none>   10m   v1.30.4+k3s1   10.0.0.1   <none>   Debian   6.1   x://0\n',
    );
  });
});

describe('describeAge', () => {
  const cases = [
    [0, '0s'],
    [119, '119s'],
    [120, '2m'],
    [125, '2m5s'],
    [600, '10m'],
    [3 * 3600 - 1, '179m'],
    [3 * 3600, '3h'],
    [3 * 3600 + 60, '3h1m'],
    [8 * 3600, '8h'],
    [47 * 3600, '47h'],
    [48 * 3600, '2d'],
    [49 * 3600, '2d1h'],
    [8 * 86_400, '8d'],
    [800 * 86_400, '2y70d'],
    [3000 * 86_400, '8y'],
  ] as const;
  for (const [seconds, text] of cases) {
    it(`calls ${seconds} seconds ${text}`, () => assert.equal(describeAge(seconds * 1000), text));
  }
});
