import { isUnknown } from '../../../core/unknown.ts';
import { isSteps, PlanFault, type Plan, type Step } from '../../step.ts';
import { planDirectory, stateAt, type PathStates } from '../directory.ts';
import { decodeText } from '../file-content.ts';
import type { PathState } from '../path-state.ts';
import { normalizePath } from '../path.ts';
import { planTextFile } from '../text-file.ts';
import { editFstab, findEntry, type FstabEntry } from './fstab.ts';
import { isDevice, isMountOf } from './mount-state.ts';
import type { Identity, MountSource, MountState } from './mount-state.ts';
import { reloadFstabStep, type MountUnit } from './mount-unit.ts';
import { isBind } from './options.ts';
import type { MountParams } from './params.ts';
import { describeMount, hasFlags, mountStep, remountStep, unmountStep } from './steps.ts';

/** What was found. */
export interface Found {
  readonly fstab: PathState;
  readonly folder: PathState;
  readonly mount: MountState;
  readonly source: MountSource;
  readonly identity: Identity;
  readonly bound: Identity;
  readonly unit: MountUnit;
  readonly paths: PathStates;
}

/** The steps of one task. */
export function planMount(params: MountParams, found: Found): Plan {
  const { path, state } = params;
  switch (state) {
    case 'unmounted':
      return planUnmount(path, found);
    case 'remounted':
      return planAgain(params, found);
    case 'absent': {
      const kept = planEntry(params, undefined, found);
      return isSteps(kept) ? [...planUnmount(path, found), ...kept] : kept;
    }
    default: {
      const entry = entryOf(params);
      const kept = planEntry(params, entry, found);
      if (state === 'present' || !isSteps(kept)) return kept;
      return planMounted(entry, { kept, found });
    }
  }
}

function entryOf({ path, src = '', fstype = 'auto', opts, dump, passno }: MountParams): FstabEntry {
  return { path: normalizePath(path), src, fstype, opts, dump, passno };
}

/** The steps that edit the file, and have systemd read it. */
function planEntry(
  { path, file }: MountParams,
  entry: FstabEntry | undefined,
  { fstab, folder, unit }: Found,
): Plan {
  const edited = planTextFile(
    { path: file, edit: (text) => editFstab(text, path, entry), missing: entry && '' },
    { file: fstab, folder },
  );
  if (!isSteps(edited)) return edited;
  const isStale = unit.needsReload || edited.length > 0;
  const reloads = unit.hasSystemd && isStale && file === '/etc/fstab';
  return reloads ? [...edited, reloadFstabStep(path)] : edited;
}

/** Remounting comes before the file: the options in it tell that it is due. */
function planMounted(
  entry: FstabEntry,
  { kept, found }: { readonly kept: readonly Step[]; readonly found: Found },
): Plan {
  const { path, src, opts } = entry;
  if (found.mount.count === 0) {
    const point = stateAt(found.paths, path);
    const made =
      point.kind === 'file' || point.kind === 'present' ? [] : planDirectory(path, {}, found.paths);
    return isSteps(made) ? [...kept, ...made, mountStep(entry, { ...found, point })] : made;
  }
  if (!isMounted(entry, found)) {
    const isThere = !isDevice(src) || found.source.device !== '';
    if (path === '/' || !isThere) return refuseOther(entry, found.mount);
    const point = stateAt(found.paths, path);
    return [...kept, unmountStep(path, { ...found, point }), mountStep(entry, { ...found, point })];
  }
  const before = entryIn(found.fstab, path)?.opts ?? opts;
  if (before === opts && hasFlags(found.mount, opts)) return kept;
  const from = before === opts ? 'others' : before;
  return [remountStep(entry, { mount: found.mount, from }), ...kept];
}

function isMounted(entry: FstabEntry, { mount: mounted, source, identity, bound }: Found): boolean {
  if (!isBind(entry.opts)) return isMountOf(mounted, { ...entry, source });
  return isUnknown(bound.id) || isUnknown(identity.id) || (bound.id !== '' && bound.id === identity.id);
}

/** What is there is not taken away for something that is not. */
function refuseOther({ path, src }: FstabEntry, mounted: MountState): PlanFault {
  const hint = path === '/' ? 'the root is mounted by the boot' : `there is no ${src} on this host`;
  return new PlanFault(`${describeMount(mounted)} is mounted at ${path}, not ${src}`, { hint });
}

function planUnmount(path: string, { mount: mounted, paths }: Found): Step[] {
  if (mounted.count === 0) return [];
  return [unmountStep(path, { mount: mounted, point: stateAt(paths, normalizePath(path)) })];
}

/** Nothing tells that it was done: it is never certain that it changes anything. */
function planAgain(params: MountParams, found: Found): Plan {
  const { path, src, fstype, opts } = params;
  const before = entryIn(found.fstab, path);
  if (found.mount.count === 0) {
    return new PlanFault(`nothing is mounted at ${path}`, { hint: 'state: mounted mounts it' });
  }
  const entry = src === undefined ? before : { ...entryOf(params), src, fstype: fstype ?? 'auto', opts };
  if (!entry) {
    return new PlanFault(`${params.file} has no entry for ${path}`, { hint: 'give src, fstype and opts' });
  }
  const step = remountStep(entry, { mount: found.mount, from: describeMount(found.mount) });
  return [{ ...step, certain: false }];
}

function entryIn(fstab: PathState, path: string): FstabEntry | undefined {
  const content = fstab.kind === 'file' ? fstab.content : undefined;
  return Buffer.isBuffer(content) ? findEntry(decodeText(content) ?? '', path) : undefined;
}
