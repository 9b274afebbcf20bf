import { isDeepStrictEqual } from 'node:util';
import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  YAMLMap,
  type Document,
  type YAMLSeq,
} from 'yaml';
import { fault, type Diagnostic } from '../core/diagnostic.ts';
import { messageOf } from '../core/errors.ts';
import { describeYamlErrors } from './faults.ts';

/** An entry of a list in which each has a `name` of its own. */
export interface NamedEntry extends Readonly<Record<string, unknown>> {
  readonly name: string;
}

export interface NamedEntries {
  /** By the key of the list at the top of the file. */
  readonly lists: Readonly<Record<string, NamedEntry>>;
  /** Set where the file has nothing, or an empty text, at the key. */
  readonly defaults: Readonly<Record<string, string>>;
}

/** A YAML file of somebody else's whose lists of named entries can be added to. */
export interface NamedDocument {
  has(list: string, name: string): boolean;
  /** The text with these entries in it, comments and all else as it was; the same text where nothing changes. */
  place(entries: NamedEntries): string;
}

/** The file, or what is wrong with it and where. `lists` are the keys that have to hold lists of named entries. */
export function readNamedDocument(
  text: string,
  { file, lists }: { readonly file: string; readonly lists: readonly string[] },
): NamedDocument | Diagnostic {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, version: '1.2' });
  const spanOf = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const [broken] = describeYamlErrors(document.errors, text, { spanOf });
  if (broken) return broken;
  const unread = findUnreadable(document);
  if (unread !== undefined) return fault('source/syntax', `YAML: ${unread}`, { span: spanOf(0) });
  const odd = findOdd(document, lists);
  if (odd) return fault('source/not-named', odd.message, { span: spanOf(odd.offset) });
  return {
    has: (list, name) => entriesOf(document, list).some((entry) => entry.get('name') === name),
    place: (entries) => placeAll(document, text, entries),
  };
}

/** Aliases without an anchor, or too many of them, show only when the file is turned into data. */
function findUnreadable(document: Document): string | undefined {
  try {
    document.toJS();
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

interface Odd {
  readonly message: string;
  readonly offset: number;
}

function findOdd(document: Document, lists: readonly string[]): Odd | undefined {
  const top = document.contents;
  if (isEmpty(top)) return undefined;
  if (!isMap(top)) return { message: 'the file is no map', offset: 0 };
  for (const key of lists) {
    const list = top.get(key, true) as unknown;
    if (isEmpty(list)) continue;
    if (!isSeq(list)) return { message: `"${key}" is no list`, offset: offsetOf(list) };
    const odd = list.items.find((item) => !isMap(item) || typeof item.get('name') !== 'string');
    if (odd !== undefined) return { message: `an entry of "${key}" has no name`, offset: offsetOf(odd) };
  }
  return undefined;
}

function isEmpty(node: unknown): boolean {
  return node === undefined || node === null || (isScalar(node) && node.value === null);
}

function offsetOf(node: unknown): number {
  return (isMap(node) || isSeq(node) || isScalar(node) ? node.range?.[0] : undefined) ?? 0;
}

function entriesOf(document: Document, list: string): readonly YAMLMap[] {
  const node = document.get(list, true);
  return isSeq(node) ? node.items.filter((item) => isMap(item)) : [];
}

function placeAll(document: Document, text: string, { lists, defaults }: NamedEntries): string {
  if (isEmpty(document.contents)) document.contents = new YAMLMap();
  const placed = Object.entries(lists).map(([list, entry]) => placeEntry(document, list, entry));
  const set = Object.entries(defaults).map(([key, value]) => setDefault(document, key, value));
  if (![...placed, ...set].includes(true)) return text;
  if (isJson(text)) return `${JSON.stringify(document.toJS(), undefined, 2)}\n`;
  // Lists of the file may stand to the right of their key or below it, and long texts stay on their lines.
  const indentSeq = /^[\w-]+:[^\S\n]*(#.*)?\n +-\s/m.test(text);
  return document.toString({ lineWidth: 0, indentSeq });
}

/** Whether there was something to change. The first entry of the name is replaced, others of it go. */
function placeEntry(document: Document, key: string, entry: NamedEntry): boolean {
  const [first, ...others] = entriesOf(document, key).filter((one) => one.get('name') === entry.name);
  if (first && others.length === 0 && isDeepStrictEqual(first.toJS(document), { ...entry })) return false;
  const found = document.get(key, true);
  if (!isSeq(found)) {
    document.set(key, document.createNode([entry]));
    return true;
  }
  const list: YAMLSeq = found;
  list.items = list.items.filter((item) => !others.some((other) => other === item));
  if (!first) list.add(document.createNode(entry));
  else first.items = document.createNode(entry).items;
  return true;
}

function setDefault(document: Document, key: string, value: string): boolean {
  const found = document.get(key);
  if (found !== undefined && found !== null && found !== '') return false;
  document.set(key, value);
  return true;
}

/** What reads JSON may not read all of YAML. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
