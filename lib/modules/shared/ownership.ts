import { sh, type Script, type ShellValue } from '../../connection/sh.ts';
import { isUnknown, Unknown } from '../../core/unknown.ts';
import { t } from '../../schema/build.ts';
import { change, run, type RunStep } from '../step.ts';
import type { Ownership, PathState } from './path-state.ts';
import { readPath } from './path.ts';

/** What a task asks of a path; what it does not ask for stays as it is. */
export interface WantedOwnership {
  readonly mode?: string | undefined;
  readonly owner?: string | undefined;
  readonly group?: string | undefined;
}

/** Of users and groups, by name or number. */
export const NAME_PATTERN = '^[^\\s:/-][^\\s:/]*$';

/** The params `owner` and `group`. */
export const ownershipParams = {
  owner: t.Optional(
    t.String({
      description: 'Owner, by name or number. Kept as it is when not given.',
      pattern: NAME_PATTERN,
    }),
  ),
  group: t.Optional(
    t.String({
      description: 'Group, by name or number. Kept as it is when not given.',
      pattern: NAME_PATTERN,
    }),
  ),
};

/** Octal text of four digits. */
export function padMode(mode: string): string {
  return mode.padStart(4, '0');
}

/** Who may do what after the wanted is in force on what was there; undefined `before` is a new path. */
export function predictOwnership(
  wanted: WantedOwnership & { readonly mode: string },
  before: Ownership | undefined,
): Ownership {
  const inherited = new Unknown('the user who makes it decides');
  const pick = (kind: 'owner' | 'group'): { name: string | Unknown; id: string | Unknown } => {
    const asked = wanted[kind];
    if (asked === undefined)
      return { name: before?.[kind] ?? inherited, id: before?.ids?.[kind] ?? inherited };
    const other = new Unknown(`${asked} is looked up on the host`);
    return /^\d+$/.test(asked) ? { name: other, id: asked } : { name: asked, id: other };
  };
  const [owner, group] = [pick('owner'), pick('group')];
  const ids = { owner: owner.id, group: group.id };
  return { mode: padMode(wanted.mode), owner: owner.name, group: group.name, ids };
}

/** Whether a path is as wanted; undefined where that cannot be known. */
export function hasOwnership(wanted: WantedOwnership, state: Ownership): boolean | undefined {
  const answers = [hasMode(wanted, state), hasOwner(wanted, state)];
  return answers.includes(false) ? false : answers.includes(undefined) ? undefined : true;
}

function hasMode({ mode }: WantedOwnership, state: Ownership): boolean | undefined {
  if (mode === undefined) return true;
  return isUnknown(state.mode) ? undefined : state.mode === padMode(mode);
}

function hasOwner(wanted: WantedOwnership, state: Ownership): boolean | undefined {
  const answers = (['owner', 'group'] as const).map((kind) => {
    const asked = wanted[kind];
    if (asked === undefined || asked === state[kind]) return true;
    const actual = /^\d+$/.test(asked) ? state.ids?.[kind] : state[kind];
    return isUnknown(actual) ? undefined : actual === asked;
  });
  return answers.includes(false) ? false : answers.includes(undefined) ? undefined : true;
}

export interface OwnershipTarget {
  readonly path: string;
  readonly state: Ownership;
  /** The path's state with another ownership, for the prediction. */
  readonly withOwnership: (ownership: Ownership) => PathState;
}

/** The steps that change owner and mode and nothing else. The owner comes first: it takes set-id bits away. */
export function planOwnership(
  wanted: WantedOwnership,
  { path, state, withOwnership }: OwnershipTarget,
): RunStep[] {
  const steps: RunStep[] = [];
  let now = state;
  const owner = hasOwner(wanted, now);
  if (owner !== true) {
    const from = `${show(now.owner)}:${show(now.group)}`;
    const to = `${wanted.owner ?? show(now.owner)}:${wanted.group ?? show(now.group)}`;
    now = { ...predictOwnership({ ...wanted, mode: '0' }, now), mode: now.mode };
    steps.push(
      run({
        change: change(`owner of ${path}`, from, to),
        script: sh`${changeOwner(wanted, path)}${restoreMode(now, path)}`,
        predicts: [{ key: readPath(path).key, answer: withOwnership(now) }],
        ...(owner === undefined && { certain: false }),
      }),
    );
  }
  const mode = hasMode(wanted, now);
  if (mode !== true && wanted.mode !== undefined) {
    const from = show(now.mode);
    now = { ...now, mode: padMode(wanted.mode) };
    steps.push(
      run({
        change: change(`mode of ${path}`, from, padMode(wanted.mode)),
        script: changeMode(wanted.mode, path),
        predicts: [{ key: readPath(path).key, answer: withOwnership(now) }],
        ...(mode === undefined && { certain: false }),
      }),
    );
  }
  return steps;
}

function changeOwner({ owner = '', group }: WantedOwnership, path: ShellValue): Script {
  return sh`chown -- ${group === undefined ? owner : `${owner}:${group}`} ${path}`;
}

/** Five digits: with four, GNU chmod leaves the set-id bits of a folder as they are. */
function changeMode(mode: string, path: ShellValue): Script {
  return sh`chmod -- ${padMode(mode).padStart(5, '0')} ${path}`;
}

function restoreMode({ mode }: Ownership, path: string): Script {
  if (isUnknown(mode) || mode.startsWith('0')) return sh``;
  return sh` && ${changeMode(mode, path)}`;
}

/** ` && chown … && chmod …` for a path just made; nothing where nothing is asked. */
export function settle(wanted: WantedOwnership, path: ShellValue): Script {
  const owner =
    wanted.owner === undefined && wanted.group === undefined ? sh`` : sh` && ${changeOwner(wanted, path)}`;
  const mode = wanted.mode === undefined ? sh`` : sh` && ${changeMode(wanted.mode, path)}`;
  return sh`${owner}${mode}`;
}

function show(value: string | Unknown): string {
  return isUnknown(value) ? '?' : value;
}
