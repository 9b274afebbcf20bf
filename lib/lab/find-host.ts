import { hintNearest } from '../core/nearest.ts';
import type { LabHost } from './model.ts';
import { refuse } from './refusal.ts';
import type { LabState } from './state.ts';

/** The host of this name; refuses a name the lab does not have. */
export function findHost(state: LabState, name: string): LabHost {
  const host = state.hosts.find((candidate) => candidate.name === name);
  if (host) return host;
  const names = state.hosts.map((candidate) => candidate.name);
  refuse(
    'lab/unknown-host',
    `the lab has no host "${name}"`,
    hintNearest(name, names) ?? `it has ${names.join(', ')}`,
  );
}
