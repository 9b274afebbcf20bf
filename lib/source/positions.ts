import { isAlias, isMap, isNode, isScalar, isSeq, type Document, type Node } from 'yaml';

export type Path = readonly (string | number)[];

export interface Place {
  readonly path: Path;
  readonly part: 'value' | 'key';
}

/** Offset of the value (or of its key) at a path; of its nearest ancestor where there is none. */
export function locate(document: Document, text: string, { path, part }: Place): number {
  let node: Node | null = document.contents;
  let offset = startOf(node, text) ?? 0;
  for (const [depth, step] of path.entries()) {
    const holder: Node | null | undefined = isAlias(node) ? node.resolve(document) : node;
    const next = childOf(holder, step);
    if (!next) return offset;
    const wanted = part === 'key' && depth === path.length - 1 ? next.key : next.value;
    offset = startOf(wanted, text) ?? startOf(next.key, text) ?? offset;
    node = next.value;
  }
  return offset;
}

function childOf(node: Node | null | undefined, step: string | number) {
  if (isSeq(node)) {
    const item = node.items[Number(step)];
    return isNode(item) ? { key: item, value: item } : undefined;
  }
  if (!isMap(node)) return undefined;
  for (const { key, value } of node.items) {
    if (!isScalar(key) || keyText(key) !== String(step)) continue;
    return { key, value: isNode(value) ? value : null };
  }
  return undefined;
}

/** Keys are text, whatever they look like: `8080:` is the key "8080". */
export function keyText(key: { readonly value: unknown; readonly source?: string }): string {
  return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
}

/**
 * Where the content starts: behind an opening quote, and on the first line of a block, so that a position
 * inside the text can be counted from it.
 */
function startOf(node: unknown, text: string): number | undefined {
  if (!isNode(node) || !node.range) return undefined;
  const start = node.range[0];
  if (!isScalar(node)) return start;
  if (node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE') return start + 1;
  if (node.type !== 'BLOCK_LITERAL' && node.type !== 'BLOCK_FOLDED') return start;
  const firstLine = text.indexOf('\n', start) + 1;
  const indent = /^\s*/.exec(text.slice(firstLine, node.range[1]))?.[0].length ?? 0;
  return firstLine > 0 && firstLine < node.range[1] ? firstLine + indent : start;
}
