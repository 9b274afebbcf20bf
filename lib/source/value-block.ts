import { isMap, isScalar, isSeq, stringify, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Entry } from './value-flow.ts';
import type { Layout } from './value-layout.ts';
import { spanOf, type Slot, type Splice } from './value-place.ts';

/** A value in the place of another, or of nothing. */
export function fillBlock(
  { node, holder, pair }: Slot,
  { value, layout }: { value: unknown; layout: Layout },
): Splice {
  const { text } = layout;
  if (holder === undefined) return fillFile(node, { value, layout });
  const isSingle = !isLong(value);
  if (isSingle && node && isScalar(node) && node.range && node.range[1] > node.range[0]) {
    const [start, end] = spanOf(node, text);
    return { start, end, text: writeBlock(value, { layout, indent: '' }) };
  }
  const mark = pair ? markOf(pair) : itemMarkOf(holder, node);
  const end = node && node.range && node.range[1] > node.range[0] ? spanOf(node, text)[1] : mark;
  if (!pair) {
    const indent = `${layout.columnOf(mark - 1)}  `;
    return { start: mark, end, text: ` ${writeBlock(value, { layout, indent })}` };
  }
  return { start: mark, end, text: writeBehind(value, { layout, column: layout.columnOf(startOf(pair)) }) };
}

/** In a file of comments alone, or of nothing. */
function fillFile(node: Node | null, { value, layout }: { value: unknown; layout: Layout }): Splice {
  const { text } = layout;
  const block = writeBlock(value, { layout, indent: '' });
  if (node && node.range && node.range[1] > node.range[0]) {
    const [start, end] = spanOf(node, text);
    return { start, end, text: block };
  }
  const gap = text === '' || text.endsWith('\n') ? '' : '\n';
  return { start: text.length, end: text.length, text: `${gap}${block}\n` };
}

/** Behind the last entry of a block, on a line of its own. */
export function addToBlock(holder: YAMLMap | YAMLSeq, { key, value }: Entry, layout: Layout): Splice {
  const { text } = layout;
  const last = holder.items.at(-1) as Pair<Node, Node | null> | Node | null;
  const place = endOfLine(text, endOfEntry(holder, last, text));
  if (isMap(holder)) {
    const column = layout.columnOf(startOf(holder.items[0] as Pair<Node, Node | null>));
    const name = writeBlock(key, { layout, indent: '' });
    return insert(place, `\n${column}${name}:${writeBehind(value, { layout, column })}`);
  }
  const column = layout.columnOf(itemMarkOf(holder, last as Node | null) - 1);
  return insert(place, `\n${column}- ${writeBlock(value, { layout, indent: `${column}  ` })}`);
}

/** A map has other entries. Its comments stay. */
export function cutFromBlock(holder: YAMLMap, pair: Pair<Node, Node | null>, layout: Layout): Splice {
  const { text, columnOf } = layout;
  const start = startOf(pair);
  const column = columnOf(start);
  if (text.slice(start - column.length, start).trim() === '') {
    const end = endOfLine(text, endOfEntry(holder, pair, text));
    const first = start - column.length;
    return end < text.length
      ? { start: first, end: end + 1, text: '' }
      : { start: Math.max(first - 1, 0), end, text: '' };
  }
  // It shares its line with what the map hangs on: the next entry takes its place.
  const next = holder.items[holder.items.indexOf(pair) + 1] as Pair<Node, Node | null>;
  return { start, end: startOf(next), text: '' };
}

function insert(place: number, text: string): Splice {
  return { start: place, end: place, text };
}

function isLong(value: unknown): boolean {
  return value !== null && typeof value === 'object' && Object.keys(value).length > 0;
}

interface Place {
  readonly layout: Layout;
  /** Blanks before every line but the first. */
  readonly indent: string;
}

/** Behind the ":" of a key in this column. */
function writeBehind(value: unknown, { layout, column }: { layout: Layout; column: string }): string {
  if (!isLong(value)) return ` ${writeBlock(value, { layout, indent: column })}`;
  const indent = column + layout.unit;
  return `\n${indent}${writeBlock(value, { layout, indent })}`;
}

/** What a reader of YAML 1.1 would take for something else is quoted. */
function writeBlock(value: unknown, { layout, indent }: Place): string {
  const options = {
    lineWidth: 0,
    compat: 'yaml-1.1',
    aliasDuplicateObjects: false,
    blockQuote: false,
  } as const;
  const text = stringify(value, { ...options, indent: layout.unit.length }).trimEnd();
  return text.replaceAll('\n', `\n${indent}`);
}

function startOf({ key }: Pair<Node, Node | null>): number {
  return key.range?.[0] ?? 0;
}

/** Behind the ":" of a pair. */
function markOf({ key, srcToken }: Pair<Node, Node | null>): number {
  const mark = srcToken?.sep?.find(({ type }) => type === 'map-value-ind');
  return mark ? mark.offset + 1 : (key.range?.[1] ?? 0);
}

/** Behind the "-" of an item. */
function itemMarkOf(holder: YAMLMap | YAMLSeq, item: Node | null): number {
  const source = holder.srcToken;
  if (source?.type !== 'block-seq' || !isSeq(holder)) return holder.range?.[0] ?? 0;
  const { start } = source.items[holder.items.indexOf(item)] ?? {};
  const mark = start?.find(({ type }) => type === 'seq-item-ind');
  return mark ? mark.offset + 1 : (holder.range?.[0] ?? 0);
}

function endOfEntry(
  holder: YAMLMap | YAMLSeq,
  entry: Pair<Node, Node | null> | Node | null,
  text: string,
): number {
  const node = isMap(holder) ? (entry as Pair<Node, Node | null>).value : (entry as Node | null);
  if (node?.range && node.range[1] > node.range[0]) return spanOf(node, text)[1];
  if (isSeq(holder)) return itemMarkOf(holder, node);
  return markOf(entry as Pair<Node, Node | null>);
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end;
}
