import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { K3Error } from '../core/errors.ts';
import type { LabCut, LabHost } from './model.ts';
import { buildPaths } from './model.ts';

/** What a lab remembers between commands. What runs is never remembered but read from the machine. */
export interface LabState {
  readonly version: 1;
  readonly subnet: string;
  /** The base root below every host of the lab. */
  readonly base: string;
  readonly hosts: readonly LabHost[];
  readonly cuts: readonly LabCut[];
}

/** The state of the lab in this directory, or undefined where there is none. */
export async function readState(stateDir: string): Promise<LabState | undefined> {
  const path = buildPaths(stateDir).state;
  try {
    const state: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (isState(state)) return state;
    throw new SyntaxError('not the state of a lab');
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw new K3Error(`cannot read ${path}`, {
      kind: 'module',
      code: 'lab/state-unreadable',
      cause,
      hint: 'k3play lab down removes what is left of this lab',
    });
  }
}

/** Written beside its place and renamed, so that a crash leaves the old or the new state, never half of one. */
export async function writeState(stateDir: string, state: LabState): Promise<void> {
  const path = buildPaths(stateDir).state;
  await writeFile(`${path}.new`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

export async function removeState(stateDir: string): Promise<void> {
  await rm(buildPaths(stateDir).state, { force: true });
}

function isState(value: unknown): value is LabState {
  return (
    typeof value === 'object' &&
    value !== null &&
    'version' in value &&
    value.version === 1 &&
    'hosts' in value &&
    Array.isArray(value.hosts) &&
    'cuts' in value &&
    Array.isArray(value.cuts)
  );
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
