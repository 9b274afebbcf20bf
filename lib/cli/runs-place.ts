import { homedir } from 'node:os';
import { join } from 'node:path';
import { DiagnosticsError, fault } from '../core/diagnostic.ts';

const KEPT = 50;

/** The folder of the journals: of the environment, else among the user's own state. */
export function locateRuns(): string {
  const named = process.env['K3PLAY_RUNS'] ?? '';
  if (named !== '') return named;
  const state = process.env['XDG_STATE_HOME'] ?? '';
  return join(state === '' ? join(homedir(), '.local', 'state') : state, 'k3play', 'runs');
}

/** How many journals are kept; 0 is none at all. Throws DiagnosticsError. */
export function readKeepRuns(): number {
  const text = process.env['K3PLAY_KEEP_RUNS'] ?? '';
  if (text === '') return KEPT;
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new DiagnosticsError([
    fault('cli/keep-runs', `K3PLAY_KEEP_RUNS is "${text}": expected the number of journals to keep`, {
      hint: 'with 0 there are none',
    }),
  ]);
}
