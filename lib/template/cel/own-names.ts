import type { ASTNode, Environment } from '@marcbachmann/cel-js';
import type { CelFault } from './faults.ts';
import { BINDERS, childrenOf } from './references.ts';

/**
 * A name that CEL has itself, as `list` and `math`, where a value is wanted: a variable is meant, which could not be
 * read. Names of types are in their place where the type of something is asked for.
 */
export function findOwnName(root: ASTNode, environment: Environment): CelFault | undefined {
  if (asksType(root)) return undefined;
  const [first] = listOwnNames(root, { environment, bound: new Set() });
  return (
    first && {
      offset: first.offset,
      message: `"${first.name}" has a meaning of its own in expressions, and is no variable`,
      hint: `give the variable another name; only a text reads it, as {{ ${first.name} }}`,
    }
  );
}

function asksType(node: ASTNode): boolean {
  return (node.op === 'call' && node.args[0] === 'type') || childrenOf(node).some(asksType);
}

interface OwnName {
  readonly name: string;
  readonly offset: number;
}

interface Walk {
  readonly environment: Environment;
  readonly bound: ReadonlySet<string>;
}

function listOwnNames(node: ASTNode, walk: Walk): readonly OwnName[] {
  const { environment, bound } = walk;
  if (node.op === 'id') {
    const isOwn = environment.hasVariable(node.args) && !bound.has(node.args);
    return isOwn ? [{ name: node.args, offset: node.start }] : [];
  }
  if (node.op !== 'rcall') return childrenOf(node).flatMap((child) => listOwnNames(child, walk));
  const [called, receiver, args] = node.args;
  const [first] = args;
  const inside = BINDERS.has(called) && first?.op === 'id' ? new Set([...bound, first.args]) : bound;
  return [
    ...(isFamily(receiver, environment) ? [] : listOwnNames(receiver, walk)),
    ...args.flatMap((arg) => listOwnNames(arg, { environment, bound: inside })),
  ];
}

/** What functions are called on, as in `math.greatest(a, b)`, unless it is a type. */
function isFamily(node: ASTNode, environment: Environment): boolean {
  return (
    node.op === 'id' && environment.hasVariable(node.args) && environment.check(node.args).type !== 'type'
  );
}
