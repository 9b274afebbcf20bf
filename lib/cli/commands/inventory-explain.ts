import type { Explanation } from '../../inventory/explain.ts';
import type { Redactor } from '../../secrets/redactor.ts';

/** A line a place, the weakest first; ">" marks the one that wins. */
export function describeExplanation({ host, variable, places }: Explanation, redactor: Redactor): string {
  const rows = places.map(({ title, place, value, wins }) => [
    wins ? '>' : ' ',
    title,
    place ? `${place.file}:${place.line}:${place.column}` : 'command line',
    JSON.stringify(redactor.redactValue(value)),
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const order = places.length === 1 ? 'said once' : 'from the weakest place to the one that wins (>)';
  const heading = `${variable} of ${host}, ${order}:`;
  return [heading, ...lines].map((line) => `${line}\n`).join('');
}
