import { posix } from 'node:path';
import type { Output } from '../../connection/connection.ts';
import { sh, type Script } from '../../connection/sh.ts';
import { hashBytes } from '../../core/hash.ts';
import { K3Error } from '../../core/errors.ts';
import { sumFile } from '../../connection/transfer/sum.ts';
import { hostRead, type HostRead } from '../read.ts';
import { groupPaths } from './path-group.ts';
import { CONTENT_LIMIT, type LinkPath, type Ownership, type PathState } from './path-state.ts';

/** What is at a path: one read per path, so that the predictions of all modules meet. */
export function readPath(path: string): HostRead<PathState> {
  const plain = normalizePath(path);
  return hostRead({
    key: `path:${plain}`,
    script: sh`p=${plain}
${LOOK}`,
    together: { group: PATHS, part: plain },
    parse: (output) => parsePath(plain, output),
  });
}

/**
 * What is at a path that only the host can tell. `place` is shell text that sets `p` to it, `name` is what it is
 * called in messages.
 */
export function readPlace({
  name,
  place,
}: {
  readonly name: string;
  readonly place: Script;
}): HostRead<PathState> {
  return hostRead({
    key: `place:${name}`,
    script: sh`${place}
${LOOK}`,
    parse: (output) => parsePath(name, output),
  });
}

/** One spelling for each path: no doubled or trailing slash, no `.` and `..`. */
export function normalizePath(path: string): string {
  const plain = posix.normalize(path);
  return plain.length > 1 && plain.endsWith('/') ? plain.slice(0, -1) : plain;
}

/** The folders above a path, nearest first, without "/". */
export function foldersAbove(path: string): string[] {
  const folder = posix.dirname(normalizePath(path));
  return folder === '/' ? [] : [folder, ...foldersAbove(folder)];
}

/*
 * The first line of the answer is the kind, mode, owner and group (name and number each) and size; then
 * come the bytes, the checksum or the link's target. An absent path is told from one that the user may not
 * look up by walking to the nearest folder that exists.
 */
const LOOK = sh`f='%a %U %u %G %g %s'
if [ -L "$p" ]; then
  if [ -d "$p" ]; then k=directory; elif [ -f "$p" ]; then k=file; elif [ -e "$p" ]; then k=other; else k=absent; fi
  if [ $k = absent ]; then s=; else s=$(stat -L -c "$f" "$p") || exit 1; fi
  printf 'link %s %s\n' $k "$s" && readlink "$p"
elif [ -f "$p" ]; then
  s=$(stat -c "$f" "$p") || exit 1
  set -- $s
  if [ ! -r "$p" ]; then printf 'file %s unreadable\n' "$s"
  elif [ "$6" -le ${CONTENT_LIMIT} ]; then printf 'file %s whole\n' "$s" && cat "$p"
  else printf 'file %s sum\n' "$s" && ${sumFile(sh.raw('"$p"'), sh.raw('"$6"'))}
  fi
elif [ -d "$p" ]; then
  s=$(stat -c "$f" "$p") && printf 'directory %s\n' "$s"
elif [ -e "$p" ]; then
  s=$(stat -c "$f" "$p") && printf 'other %s\n' "$s"
else
  d=$p
  until [ -e "$d" ]; do
    d=${sh.raw('${d%/*}')}
    [ -n "$d" ] || d=/
  done
  if [ -d "$d" ] && [ ! -x "$d" ]; then printf 'denied %s\n' "$d"; else echo absent; fi
fi`;
const PATHS = groupPaths(LOOK);

function parsePath(path: string, output: Output): PathState {
  if (output.code !== 0) throw unreadable(path, output.stderr.toString('utf8').trim());
  const end = output.stdout.indexOf('\n');
  const line = output.stdout.subarray(0, end).toString('utf8');
  const rest = output.stdout.subarray(end + 1);
  const [kind, ...fields] = line.split(' ');
  switch (kind) {
    case 'absent':
      return { kind };
    case 'directory':
    case 'other':
      return { kind, ...parseOwnership(path, fields) };
    case 'file':
      return parseFile(path, fields, rest);
    case 'link':
      return parseLink(path, fields, rest);
    case 'denied':
      throw unreadable(path, `the user of this task may not look into ${line.slice('denied '.length)}`);
    default:
      throw unreadable(path, `the host answered ${JSON.stringify(line.slice(0, 80))}`);
  }
}

function parseFile(path: string, fields: readonly string[], rest: Buffer): PathState {
  const ownership = parseOwnership(path, fields);
  const size = Number(fields[5]);
  switch (fields[6]) {
    case 'whole':
      return {
        kind: 'file',
        ...ownership,
        size: rest.length,
        sha256: hashBytes(rest),
        content: Buffer.from(rest),
      };
    case 'sum':
      return { kind: 'file', ...ownership, size, sha256: parseSum(path, rest.toString('latin1')) };
    default:
      return { kind: 'file', ...ownership, size };
  }
}

function parseSum(path: string, text: string): string {
  const sum = /^[0-9a-f]{64}\b/.exec(text)?.[0];
  if (sum === undefined) throw unreadable(path, 'sha256sum gave no checksum');
  return sum;
}

function parseLink(path: string, [kind, ...fields]: readonly string[], rest: Buffer): LinkPath {
  const target = rest.toString('utf8').replace(/\n$/, '');
  if (kind === 'file' || kind === 'directory' || kind === 'other') {
    return { kind: 'link', target, leads: { kind, ...parseOwnership(path, fields) } };
  }
  return { kind: 'link', target, leads: { kind: 'absent' } };
}

/** Mode, owner, its number, group and its number, as `stat -c '%a %U %u %G %g'` has them. */
export function parseOwnership(path: string, [mode, user, uid, group, gid]: readonly string[]): Ownership {
  if (!mode || !user || !uid || !group || !gid || !/^[0-7]{1,4}$/.test(mode)) {
    throw unreadable(path, 'stat gave no mode and owner');
  }
  const name = (word: string, id: string): string => (word === 'UNKNOWN' ? id : word);
  return {
    mode: mode.padStart(4, '0'),
    owner: name(user, uid),
    group: name(group, gid),
    ids: { owner: uid, group: gid },
  };
}

function unreadable(path: string, reason: string): K3Error {
  return new K3Error(`cannot look at ${path}${reason ? `: ${reason}` : ''}`, {
    kind: 'module',
    code: 'path/unreadable',
    hint: 'run the task with become if another user owns it',
  });
}
