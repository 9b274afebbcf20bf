import assert from 'node:assert/strict';
import { applyFields, describeConflicts } from '../../../lib/lab/k3s-double/kube/managed-fields.ts';
import type { KubeObject } from '../../../lib/lab/k3s-double/kube/objects.ts';

const now = new Date('2026-01-02T03:04:05.678Z');
const later = new Date('2026-02-02T03:04:05Z');
const app = (data: object): KubeObject =>
  ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'app' }, data }) as KubeObject;

/** The object after each manager in turn has applied so much data; conflicts end it. */
function applyAll(
  ...turns: readonly [manager: string, data: object, force?: boolean][]
): KubeObject | string {
  let object: KubeObject | undefined;
  for (const [manager, data, force = false] of turns) {
    const after = applyFields(object, app(data), { manager, force, now });
    if (after instanceof Map) return describeConflicts(after, 'v1');
    object = after as KubeObject;
  }
  return object ?? '';
}

const dataOf = (object: KubeObject | string): unknown => (object as { data?: unknown }).data;
const ownersOf = (object: KubeObject | string): unknown =>
  typeof object === 'string'
    ? object
    : Object.fromEntries((object.metadata.managedFields ?? []).map((one) => [one.manager, one.fieldsV1]));

describe('server-side apply of the K3s double', () => {
  it('remembers who set which field', () => {
    const object = applyAll(['one', { a: '1' }], ['two', { b: '2' }]);

    assert.deepEqual(dataOf(object), { a: '1', b: '2' });
    assert.deepEqual(ownersOf(object), {
      one: { 'f:data': { 'f:a': {} } },
      two: { 'f:data': { 'f:b': {} } },
    });
  });

  it('takes away what its manager no longer says, unless another sees to it', () => {
    const object = applyAll(['one', { a: '1', b: '2', c: '3' }], ['two', { b: '2' }], ['one', { a: '1' }]);

    assert.deepEqual(dataOf(object), { a: '1', b: '2' });
  });

  it('tells one conflict in a line and several in lines of their own', () => {
    const one = ['one', { a: '1', b: '2', c: '3' }] as const;

    assert.equal(
      applyAll([...one], ['two', { a: '0' }]),
      'Apply failed with 1 conflict: conflict with "one" using v1: .data.a',
    );
    assert.equal(
      applyAll([...one], ['two', { a: '0', b: '2', c: '0' }]),
      'Apply failed with 2 conflicts: conflicts with "one" using v1:\n- .data.a\n- .data.c',
    );
  });

  it('takes fields over by force', () => {
    const object = applyAll(['one', { a: '1' }], ['two', { a: '2' }, true]);

    assert.deepEqual(dataOf(object), { a: '2' });
    assert.deepEqual(ownersOf(object), { two: { 'f:data': { 'f:a': {} } } });
  });

  it('leaves an object that is as wanted as it is', () => {
    const first = applyFields(undefined, app({ a: '1' }), { manager: 'one', force: false, now });
    const again = applyFields(first as KubeObject, app({ a: '1' }), {
      manager: 'one',
      force: false,
      now: later,
    });

    assert.deepEqual(again, first);
  });
});
