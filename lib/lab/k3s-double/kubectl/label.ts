import type { NodeObject } from '../kube/objects.ts';
import { KubectlFailure } from './failure.ts';

export type MarkKind = 'labels' | 'annotations';

/** What `kubectl label` or `kubectl annotate` with `key=value` and `key-` makes of a node; undefined: nothing. */
export function applyMarks(
  node: NodeObject,
  specs: readonly string[],
  { kind, overwrite }: { readonly kind: MarkKind; readonly overwrite: boolean },
): NodeObject | undefined {
  const before = node.metadata[kind] ?? {};
  const marks = new Map(Object.entries(before));
  for (const spec of specs) {
    if (spec.endsWith('-') && !spec.includes('=')) {
      marks.delete(spec.slice(0, -1));
      continue;
    }
    const equals = spec.indexOf('=');
    if (equals < 1)
      throw new KubectlFailure(`error: expected 'key=value' or 'key-', found ${JSON.stringify(spec)}`);
    const [key, value] = [spec.slice(0, equals), spec.slice(equals + 1)];
    const known = marks.get(key);
    if (known !== undefined && known !== value && !overwrite) {
      throw new KubectlFailure(`error: '${key}' already has a value (${known}), and --overwrite is false`);
    }
    marks.set(key, value);
  }
  const after = Object.fromEntries(marks);
  if (JSON.stringify(after) === JSON.stringify(before)) return undefined;
  return { ...node, metadata: { ...node.metadata, [kind]: after } };
}
