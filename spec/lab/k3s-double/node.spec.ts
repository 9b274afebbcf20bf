import assert from 'node:assert/strict';
import { buildNode, parseTaint, refreshNode } from '../../../lib/lab/k3s-double/agent/node.ts';
import { loadSettings, type Settings } from '../../../lib/lab/k3s-double/flags/settings.ts';
import {
  readyCondition,
  withLifecycleTaints,
  withReady,
  type NodeObject,
} from '../../../lib/lab/k3s-double/kube/objects.ts';
import { applyMarks } from '../../../lib/lab/k3s-double/kubectl/label.ts';
import { applyTaints } from '../../../lib/lab/k3s-double/kubectl/taint.ts';

const THEN = new Date('2030-01-01T00:00:00Z');
const NOW = new Date('2030-01-01T00:01:00Z');
const READY = { status: 'True', reason: 'KubeletReady', message: '' } as const;

function settings(role: 'server' | 'agent', ...argv: string[]): Settings {
  return loadSettings(role, ['--node-name=n1', '--node-ip=10.0.0.1', ...argv], {});
}

function node(...argv: string[]): NodeObject {
  return buildNode(settings('agent', ...argv), THEN);
}

describe('buildNode', () => {
  it('starts as NotReady, with the roles of a server only on servers', () => {
    const server = buildNode(settings('server'), THEN);

    assert.equal(readyCondition(server)?.status, 'False');
    assert.equal(server.metadata.labels?.['node-role.kubernetes.io/control-plane'], 'true');
    assert.equal(node().metadata.labels?.['node-role.kubernetes.io/control-plane'], undefined);
  });
});

describe('refreshNode', () => {
  it('leaves labels and taints of a known node as they are, whatever the settings say now', () => {
    const known = node('--node-label=a=1', '--node-taint=x=y:NoSchedule');

    const again = refreshNode(known, settings('agent', '--node-label=a=2', '--node-taint=z:NoExecute'), NOW);

    assert.equal(again.metadata.labels?.a, '1');
    assert.deepEqual(again.spec.taints, known.spec.taints);
  });
});

describe('withReady', () => {
  it('moves the time of transition only with the status', () => {
    const ready = withReady(node(), READY, THEN);

    assert.equal(readyCondition(withReady(ready, READY, NOW))?.lastTransitionTime, '2030-01-01T00:00:00Z');
    assert.equal(readyCondition(withReady(node(), READY, NOW))?.lastTransitionTime, '2030-01-01T00:01:00Z');
  });
});

describe('withLifecycleTaints', () => {
  it("keeps users' taints and takes its own away again", () => {
    const fresh = node('--node-taint=mine=1:NoSchedule');
    const tainted = withLifecycleTaints({ ...fresh, spec: { ...fresh.spec, unschedulable: true } });

    const clean = withLifecycleTaints(
      withReady({ ...tainted, spec: { ...tainted.spec, unschedulable: false } }, READY, NOW),
    );

    const keys = (tainted.spec.taints ?? []).map(({ key }) => key);
    assert.deepEqual(keys, ['mine', 'node.kubernetes.io/not-ready', 'node.kubernetes.io/unschedulable']);
    assert.deepEqual(clean.spec.taints, fresh.spec.taints);
  });
});

describe('parseTaint', () => {
  const cases = [
    ['a=b:NoSchedule', { key: 'a', value: 'b', effect: 'NoSchedule' }],
    ['a:NoExecute', { key: 'a', effect: 'NoExecute' }],
    ['example.org/a=:NoSchedule', { key: 'example.org/a', effect: 'NoSchedule' }],
    ['a', { key: 'a', effect: '' }],
  ] as const;
  for (const [text, taint] of cases) {
    it(`reads ${text}`, () => assert.deepEqual(parseTaint(text), taint));
  }
});

describe('applyTaints', () => {
  it('adds, overwrites on request only, and removes', () => {
    const { node: one } = applyTaints(node(), ['a=1:NoSchedule'], false);
    assert.throws(
      () => applyTaints(one, ['a=2:NoSchedule'], false),
      /already has a taint\(s\) with same effect\(s\)/,
    );
    const { node: two } = applyTaints(one, ['a=2:NoSchedule'], true);
    const { node: none, verb } = applyTaints(two, ['a:NoSchedule-'], false);

    assert.deepEqual(two.spec.taints, [{ key: 'a', value: '2', effect: 'NoSchedule' }]);
    assert.equal(none.spec.taints, undefined);
    assert.equal(verb, 'untainted');
  });

  it('refuses an effect that there is not, and a removal of nothing', () => {
    assert.throws(() => applyTaints(node(), ['a=1:Never'], false), /invalid taint effect: Never/);
    assert.throws(() => applyTaints(node(), ['a-'], false), /taint "a" not found/);
  });
});

describe('applyMarks', () => {
  const options = { kind: 'labels', overwrite: false } as const;

  it('adds and removes labels, and says when nothing changes', () => {
    const added = applyMarks(node(), ['a=1', 'b='], options);

    assert.equal(added?.metadata.labels?.a, '1');
    assert.equal(added.metadata.labels.b, '');
    assert.equal(applyMarks(added, ['a=1'], options), undefined);
    assert.equal(applyMarks(added, ['a-'], options)?.metadata.labels?.a, undefined);
  });

  it('overwrites on request only', () => {
    const labelled = node('--node-label=a=1');

    assert.throws(() => applyMarks(labelled, ['a=2'], options), /'a' already has a value \(1\)/);
    assert.equal(applyMarks(labelled, ['a=2'], { ...options, overwrite: true })?.metadata.labels?.a, '2');
  });
});
