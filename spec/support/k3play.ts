import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { RunEvent } from '../../lib/run/events.ts';
import { IDENTITY } from './identity.ts';

export const ROOT = join(import.meta.dirname, '..', '..');
export const K3PLAY = join(ROOT, 'dist', 'cli', 'main.js');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface K3playOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds; default five minutes. */
  readonly timeoutMs?: number;
}

/** Runs the built command as a user does. */
export function k3play(args: readonly string[], options: K3playOptions = {}): Promise<Ended> {
  return runProgram(process.execPath, [K3PLAY, ...args], options);
}

export function runProgram(
  program: string,
  args: readonly string[],
  options: K3playOptions = {},
): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(
      program,
      args,
      {
        cwd: options.cwd ?? ROOT,
        env: {
          ...process.env,
          NO_COLOR: '1',
          K3PLAY_IDENTITY: IDENTITY,
          K3PLAY_KEEP_RUNS: '0',
          ...options.env,
        },
        timeout: options.timeoutMs ?? 300_000,
        maxBuffer: 256 * 1024 * 1024,
      },
      (error, stdout, stderr) => {
        const code = error ? (typeof error.code === 'number' ? error.code : null) : 0;
        resolve({ code, stdout, stderr });
      },
    );
  });
}

type Told<E> = E extends { readonly kind: infer K } ? Omit<E, 'kind'> & { readonly event: K } : never;
/** An event as `--output json` tells it. */
export type JsonEvent = Told<RunEvent>;

export function parseEvents(stdout: string): readonly JsonEvent[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as JsonEvent);
}

export function eventsOf<K extends JsonEvent['event']>(
  events: readonly JsonEvent[],
  kind: K,
): readonly Extract<JsonEvent, { event: K }>[] {
  return events.filter((event): event is Extract<JsonEvent, { event: K }> => event.event === kind);
}
