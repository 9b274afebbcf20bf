import { isCollection, isMap, isPair, visit, type Document, type Node, type YAMLMap } from 'yaml';

/** How a file is written, for what is added to it. */
export interface Layout {
  readonly text: string;
  readonly isJson: boolean;
  /** What one level is indented by. */
  readonly unit: string;
  /** Whether what is within brackets goes on lines of its own. */
  readonly isPretty: boolean;
  /** What parts a key from its value, and entries on one line, within brackets. */
  readonly colon: string;
  readonly comma: string;
  /** The blanks at the beginning of the line of a place. */
  readonly indentAt: (offset: number) => string;
  /** How far from the beginning of its line a place is, in blanks. */
  readonly columnOf: (offset: number) => string;
}

export function findLayout(document: Document, { text, isJson }: { text: string; isJson: boolean }): Layout {
  const lineStart = (offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;
  const indentAt = (offset: number): string => /^[ \t]*/.exec(text.slice(lineStart(offset)))?.[0] ?? '';
  const columnOf = (offset: number): string => ' '.repeat(offset - lineStart(offset));
  const top = isCollection(document.contents) ? document.contents : undefined;
  const first = top?.items[0];
  const firstStart = isPair(first) ? startOf(first.key) : startOf(first);
  const isPretty =
    isJson && (firstStart === undefined || text.slice(startOf(top) ?? 0, firstStart).includes('\n'));
  const unit = isJson ? indentAt(firstStart ?? 0) : findUnit(document, columnOf);
  const colon = isJson && isPair(first) ? between(text, first.key, first.value) : ': ';
  return {
    text,
    isJson,
    unit: unit === '' ? '  ' : unit,
    isPretty,
    colon,
    comma: colon.endsWith(' ') ? ', ' : ',',
    indentAt,
    columnOf,
  };
}

/** The blanks of the first map within a map. */
function findUnit(document: Document, columnOf: (offset: number) => string): string {
  let unit = '';
  visit(document, {
    Pair(_key, { value }, path) {
      const outer = path.at(-1);
      if (!isMap(value) || value.flow || !isMap(outer) || value.items.length === 0) return undefined;
      unit = columnOf(firstKey(value)).slice(columnOf(firstKey(outer)).length);
      return visit.BREAK;
    },
  });
  return unit;
}

function firstKey({ items }: YAMLMap): number {
  return startOf(items[0]?.key) ?? 0;
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}

function between(text: string, key: unknown, value: unknown): string {
  const found = text.slice((key as Node).range?.[1], startOf(value));
  return /^:[ ]?$/.test(found) ? found : ': ';
}
