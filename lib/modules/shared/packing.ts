import { posix } from 'node:path';
import { sh, type Script } from '../../connection/sh.ts';
import { isUnknown, Unknown } from '../../core/unknown.ts';
import { change, predict, run, type RunStep } from '../step.ts';
import { padMode, predictOwnership, settle, type WantedOwnership } from './ownership.ts';
import { digestFiles, enterFolder, findPacked, type Packing } from './packed-files.ts';
import { describeKind, type PathState } from './path-state.ts';
import { normalizePath, readPath } from './path.ts';
import { need } from './unpacking.ts';

interface WantedArchive extends WantedOwnership {
  readonly dest: string;
  readonly packing: Packing;
}

/** The path of the note of what an archive was made of. */
export function findNote(dest: string): string {
  const plain = normalizePath(dest);
  return posix.join(posix.dirname(plain), `.${posix.basename(plain)}.k3play`);
}

/** The step that makes an archive beside its place, and puts it there whole. */
export function makeArchive(wanted: WantedArchive, found: PathState): RunStep {
  const { dest, packing } = wanted;
  const before = found.kind === 'file' ? found : undefined;
  const kept = (value: string | Unknown | undefined): string | undefined =>
    isUnknown(value) ? undefined : value;
  const ownership = {
    mode: padMode(wanted.mode ?? kept(before?.mode) ?? '0600'),
    owner: wanted.owner ?? kept(before?.owner),
    group: wanted.group ?? kept(before?.group),
  };
  const later = new Unknown('known once the archive is made');
  const file = { kind: 'file' as const, size: later, sha256: later, content: later };
  return run({
    change: change(
      dest,
      before ? 'other content' : describeKind(found),
      `archive ${ownership.mode} of ${packing.paths.join(', ')}`,
    ),
    script: packFiles(packing, {
      dest: normalizePath(dest),
      settled: settle(ownership, sh.raw('"$k3p_made"')),
    }),
    predicts: [
      predict<PathState>(readPath(dest), { ...file, ...predictOwnership(ownership, before) }),
      predict<PathState>(readPath(findNote(dest)), {
        ...file,
        ...predictOwnership({ mode: '0644' }, undefined),
      }),
    ],
  });
}

/**
 * The digest comes first: what changes meanwhile is not in it, so that the next look tells. A folder that a killed
 * run left is taken away; nobody else may look into it.
 */
function packFiles(packing: Packing, { dest, settled }: { dest: string; settled: Script }): Script {
  const note = findNote(dest);
  return sh`export LC_ALL=C
k3p_work=${`${note}.new`}
rm -rf -- "$k3p_work" && (umask 077 && mkdir -- "$k3p_work") || exit
trap 'rm -rf -- "$k3p_work"' EXIT
trap 'exit 1' HUP INT TERM
${enterFolder(packing)} || exit
k3p_digest=$(${digestFiles(packing)}) || exit
k3p_made=$k3p_work/${posix.basename(dest)}
${pack(packing, dest)} || exit
k3p_sum=$(sha256sum <"$k3p_made") || exit
printf 'sources %s\narchive %s\n' "${sh.raw('${k3p_digest%% *}')}" "${sh.raw('${k3p_sum%% *}')}" >"$k3p_work/note" && chmod 0644 "$k3p_work/note"${settled} || exit
sync "$k3p_made" 2>/dev/null || sync
mv -f -- "$k3p_made" ${dest} && mv -f -- "$k3p_work/note" ${note}`;
}

/** Names go in the order of bytes, without times of now: the same files make the same archive. */
function pack(packing: Packing, dest: string): Script {
  const find = findPacked(packing);
  if (dest.endsWith('.zip')) {
    return sh`${need('zip')} && ${find} -print >"$k3p_work/found" && sort -u "$k3p_work/found" >"$k3p_work/list" &&
zip -Xyq -@ "$k3p_made" <"$k3p_work/list"`;
  }
  const [, end = ''] = /\.t(?:ar\.)?(gz|xz)$/.exec(dest) ?? [];
  const compress = { gz: sh`gzip -nc`, xz: sh`xz -c` }[end] ?? sh`cat`;
  const needed = { gz: sh` && ${need('gzip')}`, xz: sh` && ${need('xz')}` }[end] ?? sh``;
  // The tar of busybox reads no list: names are words there, as many as the system takes.
  return sh`${need('tar')}${needed} && {
  case $(tar --help 2>&1) in
    *BusyBox*)
      ${find} -print >"$k3p_work/found" && sort -u "$k3p_work/found" >"$k3p_work/list" &&
      { set -f; IFS='
'; set -- $(cat "$k3p_work/list"); unset IFS; } ;;
    *) ${find} -print0 >"$k3p_work/found" && sort -zu "$k3p_work/found" >"$k3p_work/list" && set -- --null -T "$k3p_work/list" ;;
  esac
} && { tar --no-recursion -cf - "$@"; echo $? >"$k3p_work/code"; } | ${compress} >"$k3p_made" && [ "$(cat "$k3p_work/code")" = 0 ]`;
}
