import type { ASTNode } from '@marcbachmann/cel-js';
import { BINDERS as OWN_BINDERS } from './binders.ts';
import { environment } from './environment.ts';

/** A path of the scope read by an expression, with where it starts in the text. */
export interface ReadPath {
  readonly path: readonly string[];
  readonly offset: number;
  readonly optional: boolean;
}

/** Functions whose first argument names a variable for the ones after it. */
export const BINDERS: ReadonlySet<string> = new Set([
  ...['map', 'filter', 'all', 'exists', 'exists_one', 'bind'],
  ...OWN_BINDERS.map(({ name }) => name),
]);

/** Every path of the scope that an expression reads; names bound inside it are none. */
export function listReads(root: ASTNode): ReadPath[] {
  const reads: ReadPath[] = [];
  visit(root, { reads, bound: new Set(), optional: false });
  return reads;
}

/** Every text that is written in an expression. */
export function listLiterals(root: ASTNode): string[] {
  if (root.op === 'value') return typeof root.args === 'string' ? [root.args] : [];
  return childrenOf(root).flatMap(listLiterals);
}

interface Walk {
  readonly reads: ReadPath[];
  readonly bound: ReadonlySet<string>;
  readonly optional: boolean;
}

function visit(node: ASTNode, walk: Walk): void {
  switch (node.op) {
    case 'id':
    case '.':
    case '.?':
    case '[]':
    case '[?]': {
      const chain = visitChain(node, walk);
      if (chain) walk.reads.push({ path: chain.path, offset: chain.offset, optional: walk.optional });
      return;
    }
    case 'call':
      return visitCall(node.args[0], node.args[1], walk);
    case 'rcall':
      if (BINDERS.has(node.args[0])) return visitBinder(node.args[1], node.args[2], walk);
      break;
    default:
  }
  for (const child of childrenOf(node)) visit(child, walk);
}

function visitCall(name: string, args: readonly ASTNode[], walk: Walk): void {
  const [first, ...others] = args;
  if (first && name === 'has' && first.op === '.') {
    // Only its last name may be missing.
    visit(first.args[0], walk);
  } else if (first) {
    visit(first, name === 'default' || name === 'defined' ? { ...walk, optional: true } : walk);
  }
  for (const other of others) visit(other, walk);
}

function visitBinder(receiver: ASTNode, args: readonly ASTNode[], walk: Walk): void {
  visit(receiver, walk);
  const [name, ...others] = args;
  const isBind = receiver.op === 'id' && receiver.args === 'cel';
  const bound = new Set(walk.bound);
  if (name?.op === 'id') bound.add(name.args);
  for (const [index, other] of others.entries())
    visit(other, isBind && index === 0 ? walk : { ...walk, bound });
}

interface Chain {
  readonly path: readonly string[];
  readonly offset: number;
  /** All names so far are written out, so the next one belongs to the path. */
  readonly open: boolean;
}

/** `a.b["c"]` as a path, as far as its names are written out; visits all else in it. */
function visitChain(node: ASTNode, walk: Walk): Chain | undefined {
  switch (node.op) {
    case 'id':
      if (walk.bound.has(node.args) || environment.hasVariable(node.args)) return undefined;
      return { path: [node.args], offset: node.start, open: true };
    case '.':
      return extend(visitChain(node.args[0], walk), node.args[1]);
    case '.?':
      return extend(visitChain(node.args[0], walk), undefined);
    case '[]':
    case '[?]': {
      const [holder, index] = node.args;
      const above = visitChain(holder, walk);
      const name =
        node.op === '[]' && index.op === 'value' && typeof index.args === 'string' ? index.args : undefined;
      if (index.op !== 'value') visit(index, walk);
      return extend(above, name);
    }
    default:
      visit(node, walk);
      return undefined;
  }
}

function extend(chain: Chain | undefined, name: string | undefined): Chain | undefined {
  if (!chain?.open) return chain;
  return name === undefined ? { ...chain, open: false } : { ...chain, path: [...chain.path, name] };
}

/** The parts of an expression, whatever it is. */
export function childrenOf(node: ASTNode): readonly ASTNode[] {
  switch (node.op) {
    case 'value':
    case 'id':
      return [];
    case '.':
    case '.?':
      return [node.args[0]];
    case 'call':
      return node.args[1];
    case 'rcall':
      return [node.args[1], ...node.args[2]];
    case 'map':
      return node.args.flat();
    case '!_':
    case '-_':
      return [node.args];
    default:
      return node.args;
  }
}
