import { inspect } from 'node:util';
import { isUnknown } from '../core/unknown.ts';
import { Secret } from '../core/secret.ts';
import { t } from '../schema/build.ts';
import { defineModule } from './define.ts';

const Params = t.Object({
  rows: t.Array(t.Value({ description: 'A map; its keys name the columns.' }), {
    description: 'The rows, from top to bottom.',
  }),
  columns: t.Optional(
    t.Words({ description: 'Columns, from left to right. Default: the keys of the rows.', minItems: 1 }),
  ),
});

const Result = t.Object({
  rows: t.Value({ description: 'The rows.' }),
  text: t.Text({ description: 'The table as it was shown.' }),
});

export const table = defineModule({
  name: 'table',
  summary: 'Shows rows as a table.',
  withoutFacts: true,
  params: Params,
  result: Result,
  examples: [
    {
      title: 'Show hosts and their addresses',
      params: {
        rows: [
          { host: 'w1', address: '10.0.0.11' },
          { host: 'w2', address: '10.0.0.12' },
        ],
      },
    },
  ],
  reads: () => ({}),
  plan: () => [],
  output: ({ params }) => ({ rows: params.rows, text: drawTable(params.rows.map(mapOf), params.columns) }),
  show: ({ text }) => (typeof text === 'string' && text !== '' ? text : undefined),
});

type Row = Readonly<Record<string, unknown>>;

function mapOf(row: unknown): Row {
  const isMap = row !== null && typeof row === 'object' && !Array.isArray(row);
  return isMap && !isUnknown(row) && !(row instanceof Secret) ? (row as Row) : { '': row };
}

/** Columns padded to the widest of their cells, two blanks apart; numbers to the right. */
function drawTable(rows: readonly Row[], columns = [...new Set(rows.flatMap(Object.keys))]): string {
  const cells = rows.map((row) => columns.map((column) => describeCell(row[column])));
  const widths = columns.map((column, at) =>
    Math.max(column.length, ...cells.map((row) => (row[at] ?? '').length)),
  );
  const right = columns.map((column) => rows.every((row) => isNumber(row[column])));
  const pad = (text: string, at: number): string =>
    right[at] ? text.padStart(widths[at] ?? 0) : text.padEnd(widths[at] ?? 0);
  const lines = [columns.map((column) => column.toUpperCase()), ...cells];
  return rows.length === 0 ? '' : lines.map((line) => line.map(pad).join('  ').trimEnd()).join('\n');
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'bigint';
}

function describeCell(value: unknown): string {
  if (value === undefined || value === null || value === '') return '-';
  if (typeof value === 'string') return value.replace(/\s+/g, ' ');
  if (Array.isArray(value)) return value.length === 0 ? '-' : value.map(describeCell).join(', ');
  if (isUnknown(value)) return '(unknown)';
  if (typeof value === 'number' || typeof value === 'bigint') return `${value}`;
  return inspect(value, { breakLength: Infinity });
}
