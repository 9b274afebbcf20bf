import { sh } from '../../connection/sh.ts';
import { isUnknown, Unknown } from '../../core/unknown.ts';
import { change, PlanFault, run, type Plan, type Prediction } from '../step.ts';
import { padMode, planOwnership, predictOwnership, settle, type WantedOwnership } from './ownership.ts';
import { describeKind, isFolder, type Ownership, type PathState } from './path-state.ts';
import { foldersAbove, readPath } from './path.ts';

/** What is at each of several paths. */
export type PathStates = Readonly<Record<string, PathState>>;

const ABSENT: PathState = { kind: 'absent' };

export function stateAt(states: PathStates, path: string): PathState {
  return states[path] ?? ABSENT;
}

/** The steps that make a folder, and those above it that are missing. `found` has the path and all folders above. */
export function planDirectory(path: string, wanted: WantedOwnership, found: PathStates): Plan {
  const state = stateAt(found, path);
  switch (state.kind) {
    case 'present':
      return new Unknown(`an earlier command makes ${path}`);
    case 'directory':
      return planOwnership(wanted, {
        path,
        state,
        withOwnership: (ownership) => ({ ...state, ...ownership }),
      });
    case 'link': {
      const { leads } = state;
      if (leads.kind === 'present') return new Unknown(`an earlier command makes ${state.target}`);
      if (leads.kind !== 'directory') return notFolder(path, state);
      const withOwnership = (ownership: Ownership): PathState => ({
        ...state,
        leads: { ...leads, ...ownership },
      });
      return planOwnership(wanted, { path, state: leads, withOwnership });
    }
    case 'file':
    case 'other':
      return notFolder(path, state);
    case 'absent':
      return makeDirectory(path, wanted, found);
  }
}

function notFolder(path: string, state: PathState): PlanFault {
  return new PlanFault(`${path} is a ${describeKind(state)} on the host, not a folder`, {
    hint: 'remove it first',
  });
}

function makeDirectory(path: string, wanted: WantedOwnership, found: PathStates): Plan {
  const above = foldersAbove(path);
  const missing = above.filter((folder) => stateAt(found, folder).kind === 'absent');
  const nearest = above[missing.length];
  const base = nearest === undefined ? undefined : stateAt(found, nearest);
  if (nearest !== undefined && base && isFolder(base) === false) {
    return new PlanFault(
      `${path} cannot be made: ${nearest} is a ${describeKind(base)} on the host, not a folder`,
    );
  }
  const mode = padMode(wanted.mode ?? '0755');
  const parents = missing[0] === undefined ? sh`` : sh`(umask 022 && mkdir -p -- ${missing[0]}) && `;
  const own = predictOwnership({ ...wanted, mode }, undefined);
  return [
    run({
      change: change(path, 'absent', `directory ${mode}`),
      script: sh`${parents}(umask 077 && mkdir -- ${path})${settle({ ...wanted, mode }, path)}`,
      predicts: [...missing.map((folder) => predictParent(folder, base)), predictFolder(path, own)],
    }),
  ];
}

/** A set-group-id bit is handed down from the folder above. */
function predictParent(path: string, base: PathState | undefined): Prediction {
  const mode = base?.kind === 'directory' ? base.mode : new Unknown('the folder above decides');
  const plain = !isUnknown(mode) && /^[01]/.test(mode);
  const own = predictOwnership({ mode: '0755' }, undefined);
  return predictFolder(path, { ...own, ...(!plain && { mode: new Unknown('the folder above decides') }) });
}

function predictFolder(path: string, ownership: Ownership): Prediction {
  return { key: readPath(path).key, answer: { kind: 'directory', ...ownership } satisfies PathState };
}
