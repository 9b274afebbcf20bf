import type { Frame } from './svg.ts';
import { Terminal } from './terminal.ts';

/** What a program wrote, and when. */
export interface Written {
  readonly atMs: number;
  readonly text: string;
}

/** Longer pauses tell nothing in a film. */
const LONGEST_PAUSE_MS = 1500;
/** Changes that follow one another faster share a frame. */
const SHORTEST_FRAME_MS = 150;

/** Reads the files of `script --log-out OUTPUT --log-timing TIMING`. Without timing all was written at once. */
export function readWritten(output: Buffer, timing: string | undefined): readonly Written[] {
  const body = dropFrame(output);
  if (timing === undefined) return [{ atMs: 0, text: body.toString() }];
  const written: Written[] = [];
  const decoder = new TextDecoder();
  let [atMs, offset] = [0, 0];
  for (const line of timing.trim().split('\n')) {
    const [delay = 0, length = 0] = line.replace(/^O /, '').split(' ').map(Number);
    if (!(length > 0)) continue;
    atMs += Math.min(delay * 1000, LONGEST_PAUSE_MS);
    written.push({ atMs, text: decoder.decode(body.subarray(offset, offset + length), { stream: true }) });
    offset += length;
  }
  return written;
}

/** The lines that `script` itself puts first and last. */
function dropFrame(output: Buffer): Buffer {
  const begin = output.subarray(0, 17).toString() === 'Script started on' ? output.indexOf('\n') + 1 : 0;
  const end = output.lastIndexOf('\nScript done on');
  return output.subarray(begin, end < begin ? undefined : end);
}

/** The screens to be seen, the last of them always. */
export function shootFilm(written: readonly Written[], columns: number): readonly Frame[] {
  const terminal = new Terminal(columns);
  const frames: Frame[] = [];
  for (const [at, { atMs, text }] of written.entries()) {
    terminal.write(text);
    const next = written[at + 1];
    if (next && next.atMs - (frames.at(-1)?.atMs ?? -Infinity) < SHORTEST_FRAME_MS) continue;
    const { rows } = terminal;
    if (rows.length > 0) frames.push({ atMs, rows });
  }
  return frames;
}
