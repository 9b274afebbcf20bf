interface Point {
  readonly x: number;
  readonly y: number;
  /** Beside the point. */
  readonly label: string;
}

interface Panel {
  readonly title: string;
  /** From left to right; all values above zero. */
  readonly points: readonly Point[];
}

export interface Plot {
  /** What grows from left to right. */
  readonly across: string;
  /** Beneath each other, over the same x. */
  readonly panels: readonly Panel[];
}

const WIDTH = 640;
const PANEL = 190;
/** Of the curve within its panel; what lies about it is for words. */
const AREA = { left: 60, top: 45, width: 520, height: 105 };

const STYLE = `text { font: 13px system-ui, sans-serif; fill: #57606a; text-anchor: middle; }
.title { font-weight: 600; fill: #24292f; text-anchor: start; }
.axis { stroke: #d0d7de; }
.proportion { stroke: #8c959f; stroke-dasharray: 3 4; }
.curve { fill: none; stroke: #0969da; stroke-width: 2; }
.point { fill: #0969da; }
@media (prefers-color-scheme: dark) {
  text { fill: #9198a1; } .title { fill: #f0f6fc; } .axis { stroke: #3d444d; } .proportion { stroke: #656c76; }
  .curve { stroke: #4493f8; } .point { fill: #4493f8; }
}`;

/** Panels with logarithmic axes: what grows in proportion to x runs beside the dashed line. */
export function drawPlot({ across, panels }: Plot): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${panels.length * PANEL}" role="img">`,
    `<style>${STYLE}</style>`,
    ...panels.map(
      (panel, index) => `<g transform="translate(0 ${index * PANEL})">\n${drawPanel(panel, across)}\n</g>`,
    ),
    '</svg>',
    '',
  ].join('\n');
}

function drawPanel({ title, points }: Panel, across: string): string {
  const { left, top, width, height } = AREA;
  const place = fit(points);
  const spots = points.map(({ x, y, label }) => ({ x, label, at: place(x, y) }));
  const base = top + height;
  return [
    `<text class="title" x="${left}" y="18">${title}; dashed: in proportion to ${across}</text>`,
    `<line class="axis" x1="${left}" y1="${base}" x2="${left + width}" y2="${base}"/>`,
    `<svg x="${left}" y="${top}" width="${width}" height="${height}" viewBox="${left} ${top} ${width} ${height}">`,
    drawProportion(points, place),
    '</svg>',
    `<polyline class="curve" points="${spots.map(({ at }) => at.join(',')).join(' ')}"/>`,
    ...spots.flatMap(({ x, label, at: [right, down] }) => [
      `<circle class="point" cx="${right}" cy="${down}" r="4"/>`,
      `<text x="${right}" y="${down - 10}">${label}</text>`,
      `<text x="${right}" y="${base + 18}">${x} ${across}</text>`,
    ]),
  ].join('\n');
}

type Place = (x: number, y: number) => readonly [right: number, down: number];

/** Puts the smallest value to the left and the bottom, the largest to the right and the top. */
function fit(points: readonly Point[]): Place {
  const [xShare, yShare] = [shareOf(points.map(({ x }) => x)), shareOf(points.map(({ y }) => y))];
  const { left, top, width, height } = AREA;
  return (x, y) => [round(left + xShare(x) * width), round(top + (1 - yShare(y)) * height)];
}

/** How far a value lies between the smallest and the largest, in powers. */
function shareOf(values: readonly number[]): (value: number) => number {
  const [least, most] = [Math.log(Math.min(...values)), Math.log(Math.max(...values))];
  return (value) => (most === least ? 0 : (Math.log(value) - least) / (most - least));
}

/** From the point farthest right to where it would have come from had it grown as x did. */
function drawProportion(points: readonly Point[], place: Place): string {
  const [first, last] = [points.at(0), points.at(-1)];
  if (!first || !last) return '';
  const [[x1, y1], [x2, y2]] = [place(first.x, (last.y * first.x) / last.x), place(last.x, last.y)];
  return `<line class="proportion" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"/>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
