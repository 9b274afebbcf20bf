import type { Output } from '../../../connection/connection.ts';
import { sh } from '../../../connection/sh.ts';
import { isUnknown, type Unknown } from '../../../core/unknown.ts';
import { hostRead, textOf, type HostRead } from '../../read.ts';
import { linesOf, unreadable } from '../lines.ts';
import { normalizePath } from '../path.ts';
import { escapeField, unescapeField } from './octal.ts';
import { findFlags, type MountFlag } from './options.ts';

/** What is mounted at a path now. Of several, one over the other, it is the last, which is the one to be seen. */
export interface MountState {
  /** How many are mounted there, one over the other. */
  readonly count: number;
  /** What is mounted, as the kernel has it, a device by its own name; "" where nothing is. */
  readonly source: string | Unknown;
  readonly fstype: string | Unknown;
  readonly flags: readonly MountFlag[] | Unknown;
}

export const NO_MOUNT: MountState = { count: 0, source: '', fstype: '', flags: [] };

/**
 * /proc/self/mountinfo has paths without links. Only where it lacks the path are links looked for: to look at what
 * is mounted from a host that does not answer would take for ever.
 */
export function readMount(path: string): HostRead<MountState> {
  const plain = normalizePath(path);
  return hostRead({
    key: `mount:${plain}`,
    script: sh`m=/proc/self/mountinfo p=${plain}
grep -qF ${` ${escapeField(plain)} `} $m || p=$(readlink -f "$p" 2>/dev/null) || p=${plain}
printf 'path %s\n' "$p"
sed 's/^/mount /' $m || exit
sed -n 's/.* - [^ ]* \(\/dev\/[^ ]*\) .*/\1/p' $m | sort -u | while read -r d; do
  [ ! -L "$d" ] || printf 'link %s %s\n' "$d" "$(readlink -f "$d")"
done
echo end`,
    parse: (output) => parseMounts(plain, output),
  });
}

function parseMounts(path: string, output: Output): MountState {
  const lines = linesOf(output);
  if (output.code !== 0 || !lines.has('end')) throw unreadable(`what is mounted at ${path}`, output);
  const links = new Map(lines.all('link').map((line) => line.split(' ') as [string, string]));
  const at = lines.first('path');
  const mounts = lines
    .all('mount')
    .map(parseMount)
    .filter((mount) => mount.path === at);
  const last = mounts.at(-1);
  if (!last) return NO_MOUNT;
  const source = links.get(last.source) ?? last.source;
  return { count: mounts.length, source, fstype: last.fstype, flags: last.flags };
}

/** `36 35 98:0 /root /path rw,noatime master:1 - ext3 /dev/root rw,errors=continue` */
function parseMount(line: string) {
  const [before = '', after = ''] = line.split(' - ');
  const [, , , , path = '', options = ''] = before.split(' ');
  const [fstype = '', source = '', superOptions = ''] = after.split(' ');
  return {
    path: unescapeField(path),
    fstype,
    source: unescapeField(source),
    flags: findFlags([...options.split(','), ...superOptions.split(',')]),
  };
}

/** What a source leads to on the host. */
export interface MountSource {
  /** The device by its own name; "" where it is none, or not there. */
  readonly device: string;
}

/**
 * A setting for what looks disks up by name. libblkid takes what its cache has of a disk for true for two seconds,
 * whatever was written there since: a disk that was just given its label would not be found.
 */
export const WITHOUT_BLKID_CACHE = sh`BLKID_FILE=/dev/null`;

export function readMountSource(src: string): HostRead<MountSource> {
  return hostRead({
    key: `mount-source:${src}`,
    script: sh`s=${src} d=
case $s in
  UUID=* | LABEL=* | PARTUUID=* | PARTLABEL=*) d=$(${WITHOUT_BLKID_CACHE} findfs "$s" 2>/dev/null) ;;
  /dev/*) d=$s ;;
esac
if [ -n "$d" ] && [ -e "$d" ]; then d=$(readlink -f "$d"); else d=; fi
printf 'device %s\n' "$d"
echo end`,
    parse(output) {
      const lines = linesOf(output);
      if (!lines.has('end')) throw unreadable(`the source ${src}`, output);
      return { device: lines.first('device') };
    },
  });
}

/** Device and inode, by which one knows a folder that is bound to two places; "" where there is nothing. */
export interface Identity {
  readonly id: string | Unknown;
}

export function readIdentity(path: string): HostRead<Identity> {
  const plain = normalizePath(path);
  return hostRead({
    key: `identity:${plain}`,
    script: sh`stat -L -c %d:%i ${plain} 2>/dev/null || :`,
    parse: (output) => ({ id: textOf(output) }),
  });
}

/** What a task wants to be mounted, and what leads to it. */
export interface WantedSource {
  readonly src: string;
  readonly fstype: string;
  readonly source: MountSource;
}

/** Whether what is mounted is the source; what cannot be known yet is taken for it. */
export function isMountOf(mount: MountState, { src, fstype, source }: WantedSource): boolean {
  if (!isUnknown(mount.fstype) && !isKind(fstype, mount.fstype)) return false;
  // The name of what has no device of its own, such as a tmpfs, is mere words.
  if (isUnknown(mount.source) || !/[/:=]/.test(src)) return true;
  return mount.source === (source.device || src.replace(/(.)\/+$/, '$1'));
}

/** Whether a source is a device, by path or by name. */
export function isDevice(src: string): boolean {
  return src.startsWith('/dev/') || isDiskName(src);
}

/** Whether a source is what a disk is called by, such as `LABEL=data`, and has to be looked up. */
export function isDiskName(src: string): boolean {
  return /^[A-Z]+=/.test(src);
}

/** One kind may have several names, and what is mounted by a program is told as FUSE's. */
function isKind(wanted: string, is: string): boolean {
  if (wanted === 'auto' || wanted === is || is.startsWith('fuse')) return true;
  return wanted === 'nfs' && is === 'nfs4';
}
