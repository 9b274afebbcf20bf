import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..');
export const K3PLAY = join(ROOT, 'dist', 'cli', 'main.js');
/** Everything of a run: in the enclosure's own memory, gone with it. */
export const BED = '/run/k3play-bench';
/** In docs. */
export const PAGE = 'performance.md';
export const FIGURE = 'performance.svg';
