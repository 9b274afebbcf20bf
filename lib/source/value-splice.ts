import {
  isAlias,
  isCollection,
  isMap,
  isScalar,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { findLayout, type Layout } from './value-layout.ts';
import { addToBlock, cutFromBlock, fillBlock } from './value-block.ts';
import { addToFlow, cutFromFlow, writeFlow } from './value-flow.ts';
import { spanOf, type Slot, type Splice } from './value-place.ts';
import { describeValueKeys, type ValueKeys } from './value-keys.ts';

/** Why there is no such splice. */
export interface NoSplice {
  readonly offset: number;
  readonly message: string;
  readonly hint?: string;
}

interface Source {
  readonly document: Document;
  readonly text: string;
  readonly isJson: boolean;
}

interface Wanted {
  readonly keys: ValueKeys;
  readonly value: unknown;
}

/** Where one value is to be written into a text, or cut out of it. */
export function planSplice({ document, text, isJson }: Source, wanted: Wanted): Splice | NoSplice {
  const layout = findLayout(document, { text, isJson });
  let slot: Slot = { node: document.contents, holder: undefined, inFlow: isJson };
  for (const [depth, key] of wanted.keys.entries()) {
    const { node } = slot;
    const rest = wanted.keys.slice(depth);
    const where = describeValueKeys(wanted.keys.slice(0, depth)) || 'the file';
    if (isEmpty(node)) return fill(slot, { value: nest(rest, wanted.value), layout });
    if (!isCollection(node)) return refuse(node, where, key);
    const next = descend(slot, { key, node });
    if (typeof next === 'string') return { offset: startOf(node), message: `${where} ${next}` };
    if (next === undefined) return add(slot, { node, rest, value: wanted.value, layout });
    if (depth === wanted.keys.length - 1 && wanted.value === undefined)
      return cut(slot, { next, layout, where });
    slot = next;
  }
  const anchor = findAnchor(slot.node);
  if (anchor !== undefined) {
    return {
      offset: startOf(slot.node),
      message: `${describeValueKeys(wanted.keys)} has the anchor &${anchor}, which other parts may stand on`,
    };
  }
  return fill(slot, { value: wanted.value, layout });
}

function refuse(node: Node, where: string, key: string | number): NoSplice {
  const offset = startOf(node);
  if (isAlias(node)) {
    return { offset, message: `${where} is an alias of &${node.source}`, hint: `edit what has that anchor` };
  }
  const kind = isScalar(node) && typeof node.value === 'string' ? 'a text' : 'a single value';
  return { offset, message: `${where} is ${kind}, and has no ${describeValueKeys([key])}` };
}

/** The slot behind a key; undefined where there is none yet, and why where there cannot be one. */
function descend(
  slot: Slot,
  { key, node }: { key: string | number; node: YAMLMap | YAMLSeq },
): Slot | string | undefined {
  const inFlow = slot.inFlow || node.flow === true;
  if (isMap(node)) {
    const pair = (node.items as Pair<Node, Node | null>[]).find(
      ({ key: name }) => isScalar(name) && String(name.value) === String(key),
    );
    if (pair) return { node: pair.value, holder: node, pair, inFlow };
    return typeof key === 'number' ? `is a map, and has no [${key}]` : undefined;
  }
  if (typeof key !== 'number') return `is a list, and has no ${describeValueKeys([key])}`;
  if (key > node.items.length) return `has ${node.items.length} items, so [${key}] cannot be added`;
  const item = node.items[key];
  return item === undefined ? undefined : { node: item as Node | null, holder: node, inFlow };
}

interface Filling {
  readonly value: unknown;
  readonly layout: Layout;
}

function fill(slot: Slot, { value, layout }: Filling): Splice {
  if (slot.inFlow && slot.node) {
    const [start, end] = spanOf(slot.node, layout.text);
    const base = layout.isPretty ? layout.indentAt(start) : undefined;
    return { start, end, text: writeFlow(value, { layout, base }) };
  }
  if (layout.isJson)
    return { start: 0, end: layout.text.length, text: `${writeFlow(value, { layout, base: '' })}\n` };
  return fillBlock(slot, { value, layout });
}

function add(
  slot: Slot,
  options: Filling & { readonly node: YAMLMap | YAMLSeq; readonly rest: ValueKeys },
): Splice {
  const { node, rest, layout } = options;
  const [key, ...inner] = rest;
  const value = nest(inner, options.value);
  const entry = { key: typeof key === 'number' ? undefined : key, value };
  if (node.items.length === 0) return fill(slot, { value: nest(rest, options.value), layout });
  return slot.inFlow || node.flow === true ? addToFlow(node, entry, layout) : addToBlock(node, entry, layout);
}

function cut(
  slot: Slot,
  { next, layout, where }: { next: Slot; layout: Layout; where: string },
): Splice | NoSplice {
  const { node } = slot;
  const anchor = findAnchor(next.node);
  if (anchor !== undefined) {
    return {
      offset: startOf(next.node),
      message: `what is to go has the anchor &${anchor}, which other parts may stand on`,
    };
  }
  if (!isMap(node) || !next.pair) {
    const hint = 'what comes after it would move up: set the whole list';
    return { offset: startOf(next.node), message: `no item can be taken from ${where} by its number`, hint };
  }
  if (node.items.length === 1) return fill(slot, { value: {}, layout });
  return next.inFlow ? cutFromFlow(node, next.pair, layout.text) : cutFromBlock(node, next.pair, layout);
}

/** Collections around a value, for keys that are not there yet. A list can only begin with its first item. */
function nest(keys: ValueKeys, value: unknown): unknown {
  return keys.reduceRight<unknown>(
    (inner, key) => (typeof key === 'number' ? [inner] : { [key]: inner }),
    value,
  );
}

function isEmpty(node: Node | null): node is null {
  return node === null || (isScalar(node) && node.value === null);
}

function findAnchor(node: Node | null): string | undefined {
  if (node === null || isAlias(node)) return undefined;
  if ('anchor' in node && typeof node.anchor === 'string') return node.anchor;
  if (!isCollection(node)) return undefined;
  const parts = isMap(node) ? node.items.flatMap(({ key, value }) => [key, value]) : node.items;
  return (parts as (Node | null)[]).map(findAnchor).find((anchor) => anchor !== undefined);
}

function startOf(node: Node | null): number {
  return node?.range?.[0] ?? 0;
}
