import pc from 'picocolors';
import type { HostStatus } from '../run/events.ts';

/** Colours, or functions that leave text as it is. */
export type Paint = ReturnType<typeof pc.createColors>;

export function createPaint(colour: boolean): Paint {
  return pc.createColors(colour);
}

/** The colour that a status has everywhere. */
export function paintStatus(paint: Paint, status: HostStatus): (text: string) => string {
  switch (status) {
    case 'ok':
      return paint.green;
    case 'changed':
      return paint.yellow;
    case 'unknown':
      return paint.magenta;
    case 'skipped':
      return paint.dim;
    case 'failed':
    case 'unreachable':
      return paint.red;
  }
}
