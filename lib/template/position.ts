import type { Span } from '../core/diagnostic.ts';

/** The place of an offset inside a text that starts at `span`. Later lines are indented as the first is. */
export function spanInside(span: Span, text: string, offset: number): Span {
  const before = text.slice(0, Math.max(0, offset));
  const lines = before.split('\n');
  const last = lines.at(-1) ?? '';
  return { file: span.file, line: span.line + lines.length - 1, column: span.column + last.length };
}

/** The offset of a line (from 1) and column (from 0) of a text. */
export function offsetAt(text: string, line: number, column: number): number {
  let start = 0;
  for (let count = 1; count < line; count++) start = text.indexOf('\n', start) + 1;
  return start + column;
}

/** `site.yaml:14:5` */
export function describeSpan({ file, line, column }: Span): string {
  return `${file}:${line}:${column}`;
}
