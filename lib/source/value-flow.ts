import { stringify, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Layout } from './value-layout.ts';
import { spanOf, type Splice } from './value-place.ts';

interface Place {
  readonly layout: Layout;
  /** Blanks of the line that it begins on; undefined where it goes on one line. */
  readonly base: string | undefined;
}

/** A value within brackets. */
export function writeFlow(value: unknown, { layout, base }: Place): string {
  if (!layout.isJson) {
    return stringify(value, {
      collectionStyle: 'flow',
      lineWidth: 0,
      compat: 'yaml-1.1',
      blockQuote: false,
      flowCollectionPadding: false,
    }).trimEnd();
  }
  if (base === undefined) return writeOnOneLine(value, layout);
  return JSON.stringify(value, null, layout.unit).replaceAll('\n', `\n${base}`);
}

function writeOnOneLine(value: unknown, layout: Layout): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value))
    return `[${value.map((item) => writeOnOneLine(item, layout)).join(layout.comma)}]`;
  const entries = Object.entries(value).map(([key, inner]) =>
    writeEntry({ key, value: inner }, { layout, base: undefined }),
  );
  return `{${entries.join(layout.comma)}}`;
}

/** An entry of a map, or an item of a list where it has no key. */
export interface Entry {
  readonly key: string | undefined;
  readonly value: unknown;
}

function writeEntry({ key, value }: Entry, place: Place): string {
  const text = writeFlow(value, place);
  return key === undefined ? text : `${writeFlow(key, place)}${place.layout.colon}${text}`;
}

/** Behind the last entry of brackets that are not empty. */
export function addToFlow(holder: YAMLMap | YAMLSeq, entry: Entry, layout: Layout): Splice {
  const { text } = layout;
  const first = startOf(entriesOf(holder)[0]);
  const end = endOf(entriesOf(holder).at(-1), text);
  const opening = text.slice(holder.range?.[0], first);
  if (!opening.includes('\n')) {
    return { start: end, end, text: `${layout.comma}${writeEntry(entry, { layout, base: undefined })}` };
  }
  const base = layout.indentAt(first);
  return { start: end, end, text: `,\n${base}${writeEntry(entry, { layout, base })}` };
}

/** With the comma that parts it from its neighbour. The map has other entries. */
export function cutFromFlow(holder: YAMLMap, pair: Pair<Node, Node | null>, text: string): Splice {
  const entries = entriesOf(holder);
  const index = entries.indexOf(pair);
  const before = entries[index - 1];
  if (before === undefined) return { start: startOf(pair), end: startOf(entries[1]), text: '' };
  return { start: endOf(before, text), end: endOf(pair, text), text: '' };
}

type FlowEntry = Pair<Node, Node | null> | Node;

function entriesOf(holder: YAMLMap | YAMLSeq): readonly FlowEntry[] {
  return holder.items as FlowEntry[];
}

function startOf(entry: FlowEntry | undefined): number {
  const node = entry && 'key' in entry ? entry.key : entry;
  return node?.range?.[0] ?? 0;
}

function endOf(entry: FlowEntry | undefined, text: string): number {
  const node = entry && 'key' in entry ? (entry.value ?? entry.key) : entry;
  return node ? spanOf(node, text)[1] : 0;
}
