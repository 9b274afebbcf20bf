/** What a scenario found, ready to be shown. */
export interface Report {
  readonly title: string;
  readonly text: string;
  /** The first row is the heading. */
  readonly table: readonly (readonly string[])[];
  readonly targets: readonly Target[];
  readonly figure?: Figure;
}

interface Figure {
  readonly alt: string;
  readonly svg: string;
}

/** What was asked for beside what was reached. */
export interface Target {
  readonly what: string;
  readonly asked: string;
  readonly measured: string;
  readonly reached: boolean;
}

export function renderReport({ title, text, table, targets }: Report): string {
  return [
    `## ${title}`,
    text,
    renderTable(table),
    ...(targets.length === 0 ? [] : [renderTargets(targets)]),
  ].join('\n\n');
}

export function renderTargets(targets: readonly Target[]): string {
  return renderTable([
    ['target', 'asked for', 'measured', ''],
    ...targets.map(({ what, asked, measured, reached }) => [
      what,
      asked,
      measured,
      reached ? 'reached' : '**not reached**',
    ]),
  ]);
}

/** A table of Markdown with columns wide enough to be read as text. */
export function renderTable(rows: readonly (readonly string[])[]): string {
  const [heading = [], ...body] = rows;
  const widths = heading.map((_, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)));
  const render = (cells: readonly string[]) =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  return [render(heading), render(widths.map((width) => '-'.repeat(width))), ...body.map(render)].join('\n');
}
