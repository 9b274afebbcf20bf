import { isAlias, isMap, isNode, isScalar, isSeq, type Document, type Node, type YAMLMap } from 'yaml';

export type Path = readonly (string | number)[];

export interface Place {
  readonly path: Path;
  readonly part: 'value' | 'key';
}

interface Entry {
  readonly key: Node;
  readonly value: Node | null;
}

/** Where the parts of a document stand. Maps that were asked about once are indexed: an inventory is one large map. */
export class Positions {
  readonly #document: Document;
  readonly #text: string;
  readonly #indexes = new WeakMap<YAMLMap, ReadonlyMap<string, Entry>>();

  constructor(document: Document, text: string) {
    this.#document = document;
    this.#text = text;
  }

  /** Offset of the value (or of its key) at a path; of its nearest ancestor where there is none. */
  locate({ path, part }: Place): number {
    let node: Node | null = this.#document.contents;
    let offset = startOf(node, this.#text) ?? 0;
    for (const [depth, step] of path.entries()) {
      const holder: Node | null | undefined = isAlias(node) ? node.resolve(this.#document) : node;
      const next = this.#childOf(holder, step);
      if (!next) return offset;
      const wanted = part === 'key' && depth === path.length - 1 ? next.key : next.value;
      offset = startOf(wanted, this.#text) ?? startOf(next.key, this.#text) ?? offset;
      node = next.value;
    }
    return offset;
  }

  #childOf(node: Node | null | undefined, step: string | number): Entry | undefined {
    if (isSeq(node)) {
      const item = node.items[Number(step)];
      return isNode(item) ? { key: item, value: item } : undefined;
    }
    return isMap(node) ? this.#indexOf(node).get(String(step)) : undefined;
  }

  #indexOf(map: YAMLMap): ReadonlyMap<string, Entry> {
    const known = this.#indexes.get(map);
    if (known) return known;
    const index = new Map<string, Entry>();
    for (const { key, value } of map.items) {
      if (isScalar(key)) index.set(keyText(key), { key, value: isNode(value) ? value : null });
    }
    this.#indexes.set(map, index);
    return index;
  }
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
