import { listHosts } from './host-list.ts';
import { showOnOneLine } from './show-plainly.ts';
import type { OpenTask, WaitingHost } from './task-log.ts';

/** Often enough to see that it lives, seldom enough not to fill a log. */
const INTERVAL_MS = 5000;

/** Says what hosts wait for, one line every few seconds at most. */
export class WaitingNotes {
  readonly #now: () => number;
  #toldMs = -Infinity;

  constructor(now: () => number) {
    this.#now = now;
  }

  note({ waiting }: OpenTask): string | undefined {
    const latest = [...waiting.values()].at(-1);
    if (!latest || this.#now() - this.#toldMs < INTERVAL_MS) return undefined;
    this.#toldMs = this.#now();
    const alike = [...waiting.values()].filter(
      ({ what, missing }) => what === latest.what && missing === latest.missing,
    );
    return `waiting: ${listHosts(alike.map(({ host }) => host))}: ${describeWait(latest)}`;
  }
}

/** `node s2 is Ready (missing: kubelet has not started)` */
export function describeWait({ what, missing }: Pick<WaitingHost, 'what' | 'missing'>): string {
  return `${showOnOneLine(what, 80)} (missing: ${showOnOneLine(missing, 120)})`;
}
