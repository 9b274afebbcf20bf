import { withTaints, type NodeObject, type Taint } from '../kube/objects.ts';
import { parseTaint } from '../agent/node.ts';
import { KubectlFailure } from './failure.ts';

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

export interface TaintChange {
  readonly node: NodeObject;
  readonly verb: 'tainted' | 'untainted' | 'modified';
}

/** What `kubectl taint nodes NAME SPEC...` makes of a node. */
export function applyTaints(node: NodeObject, specs: readonly string[], overwrite: boolean): TaintChange {
  let taints = [...(node.spec.taints ?? [])];
  for (const spec of specs) {
    taints = spec.endsWith('-') ? remove(taints, spec.slice(0, -1)) : add(taints, spec, { node, overwrite });
  }
  const removals = specs.filter((spec) => spec.endsWith('-')).length;
  return {
    node: withTaints(node, taints),
    verb: removals === 0 ? 'tainted' : removals === specs.length ? 'untainted' : 'modified',
  };
}

function add(
  taints: readonly Taint[],
  spec: string,
  { node, overwrite }: { node: NodeObject; overwrite: boolean },
): Taint[] {
  const taint = parseTaint(spec);
  if (!EFFECTS.includes(taint.effect))
    throw new KubectlFailure(`error: invalid taint effect: ${taint.effect}, unsupported taint effect`);
  const others = taints.filter((known) => !isSame(known, taint));
  if (others.length < taints.length && !overwrite) {
    throw new KubectlFailure(
      `error: node ${node.metadata.name} already has ${taint.key} taint(s) with same effect(s) and --overwrite is false`,
    );
  }
  return [...others, taint];
}

function remove(taints: readonly Taint[], spec: string): Taint[] {
  const { key, effect } = parseTaint(spec);
  const others = taints.filter((known) => !(known.key === key && (effect === '' || known.effect === effect)));
  if (others.length === taints.length)
    throw new KubectlFailure(`error: taint ${JSON.stringify(spec)} not found`);
  return others;
}

function isSame(one: Taint, other: Taint): boolean {
  return one.key === other.key && one.effect === other.effect;
}
