import type { Cell, Style } from './terminal.ts';

export interface Frame {
  readonly atMs: number;
  readonly rows: readonly (readonly Cell[])[];
}

export interface PictureOptions {
  readonly title: string;
  readonly columns: number;
  /** Rows shown; a frame with more shows its last. */
  readonly rows: number;
}

const CELL = { width: 8.4, height: 19, size: 14 };
const MARGIN = { side: 16, top: 48, bottom: 16 };
const FONT =
  "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace";
const BACKGROUND = '#16181d';
const BAR = '#22252c';
const TEXT = '#d7dae0';
/** The sixteen colours, on a dark ground. */
const COLOURS: readonly string[] = [
  ...['#3f4451', '#f16c75', '#86c96f', '#e5b567', '#6ca7f0', '#c586dd', '#5bc0c8', '#d7dae0'],
  ...['#5c6370', '#ff8f96', '#a6e08f', '#f5cd85', '#8fbfff', '#dba6ee', '#7fd8df', '#ffffff'],
];
/** How long the last frame of a film stays before it starts again. */
const END_MS = 6000;

/** A terminal as an SVG picture: one frame stands still, several play. Lines that recur are drawn once. */
export function drawPicture(frames: readonly Frame[], options: PictureOptions): string {
  const lines = new Map<string, string>();
  const width = Math.ceil(options.columns * CELL.width + 2 * MARGIN.side);
  const height = options.rows * CELL.height + MARGIN.top + MARGIN.bottom;
  const drawn = frames.map(({ rows }, at) => drawFrame(rows.slice(-options.rows), { x: at * width, lines }));
  const lastX = (frames.length - 1) * width;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeXml(options.title)}">`,
    `<style>text{font:${CELL.size}px ${FONT};fill:${TEXT};white-space:pre}${COLOURS.map((colour, at) => `.c${at}{fill:${colour}}`).join('')}.b{font-weight:700}.d{opacity:.6}#film{transform:translateX(-${lastX}px)}${drawFilm(frames, width)}</style>`,
    `<rect width="${width}" height="${height}" rx="10" fill="${BACKGROUND}"/>`,
    `<path d="M0 10a10 10 0 0 1 10-10h${width - 20}a10 10 0 0 1 10 10v24H0z" fill="${BAR}"/>`,
    ...['#f16c75', '#e5b567', '#86c96f'].map(
      (colour, at) => `<circle cx="${20 + at * 20}" cy="17" r="6" fill="${colour}"/>`,
    ),
    `<text x="${width / 2}" y="22" text-anchor="middle" class="d">${escapeXml(options.title)}</text>`,
    `<defs>${[...lines].map(([content, id]) => `<text id="${id}" xml:space="preserve">${content}</text>`).join('\n')}</defs>`,
    `<svg x="${MARGIN.side}" y="${MARGIN.top}" width="${width - MARGIN.side}" height="${height - MARGIN.top}"><g id="film">`,
    ...drawn,
    '</g></svg>',
    '</svg>',
    '',
  ].join('\n');
}

function drawFrame(
  rows: readonly (readonly Cell[])[],
  { x, lines }: { readonly x: number; readonly lines: Map<string, string> },
): string {
  const uses = rows.flatMap((row, at) => {
    const content = drawLine(row);
    if (content === '') return [];
    const id = lines.get(content) ?? `l${lines.size}`;
    lines.set(content, id);
    return [`<use href="#${id}" y="${(at + 1) * CELL.height - 5}"/>`];
  });
  return `<g transform="translate(${x})">${uses.join('')}</g>`;
}

/** Runs of one style, each at its own column, so that a glyph of another font moves nothing after it. */
function drawLine(row: readonly Cell[]): string {
  const runs: { column: number; text: string; style: Style }[] = [];
  for (const [column, { character, style }] of row.entries()) {
    const run = runs.at(-1);
    if (run && describeStyle(run.style) === describeStyle(style)) run.text += character;
    else runs.push({ column, text: character, style });
  }
  return runs
    .filter(({ text }) => text.trim() !== '')
    .map(({ column, text, style }) => {
      const classes = describeStyle(style);
      const indent = text.length - text.trimStart().length;
      const x = ((column + indent) * CELL.width).toFixed(1);
      return `<tspan x="${x}"${classes === '' ? '' : ` class="${classes}"`}>${escapeXml(text.trim())}</tspan>`;
    })
    .join('');
}

function describeStyle({ colour, bold, dim }: Style): string {
  return [
    ...(colour === undefined ? [] : [`c${colour}`]),
    ...(bold ? ['b'] : []),
    ...(dim ? ['d'] : []),
  ].join(' ');
}

function drawFilm(frames: readonly Frame[], width: number): string {
  const [first] = frames;
  const last = frames.at(-1);
  if (!first || !last || frames.length === 1) return '';
  const lengthMs = last.atMs - first.atMs + END_MS;
  const marks = frames.map(({ atMs }, at) => {
    const percent = (((atMs - first.atMs) / lengthMs) * 100).toFixed(3);
    return `${percent}%{transform:translateX(-${at * width}px)}`;
  });
  const play = `animation:play ${(lengthMs / 1000).toFixed(1)}s step-end infinite`;
  return `@keyframes play{${marks.join('')}}@media (prefers-reduced-motion:no-preference){#film{${play}}}`;
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
