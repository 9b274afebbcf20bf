import { sh, type Script } from '../../../connection/sh.ts';
import { isUnknown, Unknown } from '../../../core/unknown.ts';
import { change, predict, run, type Prediction, type RunStep } from '../../step.ts';
import type { PathState } from '../path-state.ts';
import { readPath } from '../path.ts';
import type { FstabEntry } from './fstab.ts';
import {
  isDevice,
  isDiskName,
  NO_MOUNT,
  readIdentity,
  readMount,
  WITHOUT_BLKID_CACHE,
} from './mount-state.ts';
import type { Identity, MountSource, MountState } from './mount-state.ts';
import { flagsOf, isBind, optionsToMount, sayFlags } from './options.ts';

interface Found {
  readonly mount: MountState;
  readonly source: MountSource;
  /** Of the source of a bind mount. */
  readonly identity: Identity;
  /** What is at the mount point. */
  readonly point: PathState;
}

export function describeMount({ count, source, fstype }: MountState): string {
  if (count === 0) return 'not mounted';
  const [what, kind] = [source, fstype].map((word) => (isUnknown(word) ? '?' : word));
  return `${what} (${kind})`;
}

/** Whether what is mounted has the flags that the options tell of. */
export function hasFlags({ flags }: MountState, opts: string): boolean {
  if (isUnknown(flags)) return true;
  return [...sayFlags(opts)].every(([flag, on]) => flags.includes(flag) === on);
}

export function mountStep(entry: FstabEntry, found: Found): RunStep {
  const { src, path, fstype, opts } = entry;
  const rest = optionsToMount(opts)
    .split(',')
    .filter((word) => !/^r?bind$/.test(word))
    .join(',');
  const bind = /(^|,)rbind(,|$)/.test(opts) ? 'rbind' : 'bind';
  const script = isBind(opts)
    ? sh`mount -o ${bind} ${src} ${path}${rest === '' ? sh`` : sh` && { mount -o ${`remount,bind,${rest}`} ${src} ${path} || { umount ${path}; false; }; }`}`
    : mountWith(src, sh`${withOptions(fstype, optionsToMount(opts))} ${src} ${path}`);
  return run({
    change: change(`what is mounted at ${path}`, 'not mounted', `${src} (${isBind(opts) ? 'bind' : fstype})`),
    script,
    timeoutMs: 300_000,
    predicts: [
      predict(readMount(path), predictMount(entry, found)),
      predict(readIdentity(path), { id: (isBind(opts) && found.identity.id) || LATER }),
      ...predictPoint(path, found.point),
    ],
  });
}

/** With the source and the options of the entry and no others, whatever /etc/fstab says. */
export function remountStep(
  entry: FstabEntry,
  { mount, from }: { mount: MountState; from: string },
): RunStep {
  const { src, path, fstype, opts } = entry;
  const words = ['remount', optionsToMount(opts).replace(/\brbind\b/, 'bind')].filter((word) => word !== '');
  const type = isBind(opts) ? 'auto' : fstype;
  return run({
    change: change(`options of what is mounted at ${path}`, from, opts),
    script: mountWith(src, sh`${withOptions(type, words.join(','))} ${src} ${path}`),
    predicts: [predict(readMount(path), { ...mount, flags: flagsOf(opts) })],
  });
}

export function unmountStep(path: string, { mount, point }: Pick<Found, 'mount' | 'point'>): RunStep {
  const once: Script = sh`umount ${path}`;
  const times = Array.from({ length: mount.count }, () => sh`${once} || exit`);
  return run({
    change: change(`what is mounted at ${path}`, describeMount(mount), 'not mounted'),
    script: mount.count === 1 ? once : sh.lines(...times),
    predicts: [
      predict(readMount(path), NO_MOUNT),
      predict(readIdentity(path), { id: LATER }),
      ...predictPoint(path, point),
    ],
  });
}

function mountWith(src: string, words: Script): Script {
  return isDiskName(src) ? sh`${WITHOUT_BLKID_CACHE} mount ${words}` : sh`mount ${words}`;
}

function withOptions(fstype: string, options: string): readonly string[] {
  return [...(fstype === 'auto' ? [] : ['-t', fstype]), ...(options === '' ? [] : ['-o', options])];
}

const LATER = new Unknown('known once it is mounted');

function predictMount({ src, fstype, opts }: FstabEntry, { source }: Found): MountState {
  const flags = flagsOf(opts);
  if (isBind(opts)) return { count: 1, source: LATER, fstype: LATER, flags };
  const isPlain = fstype !== 'auto' && !/^(nfs|fuse|ntfs|sshfs|davfs|cifs)/.test(fstype);
  const isNamed = source.device !== '' || (!isDevice(src) && isPlain);
  return {
    count: 1,
    source: isNamed ? source.device || src : LATER,
    fstype: isPlain ? fstype : LATER,
    flags,
  };
}

/** Whose the mount point is, and what is in it, depends on what is mounted there. */
function predictPoint(path: string, point: PathState): Prediction[] {
  const later = new Unknown(`it depends on what is mounted at ${path}`);
  const ownership = { mode: later, owner: later, group: later, ids: { owner: later, group: later } };
  if (point.kind === 'file') {
    const file: PathState = { kind: 'file', ...ownership, size: later, sha256: later, content: later };
    return [predict<PathState>(readPath(path), file)];
  }
  return point.kind === 'link'
    ? []
    : [predict<PathState>(readPath(path), { kind: 'directory', ...ownership })];
}
