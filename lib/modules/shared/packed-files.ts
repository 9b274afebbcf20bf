import { posix } from 'node:path';
import type { Output } from '../../connection/connection.ts';
import { sh, type Script } from '../../connection/sh.ts';
import { K3Error } from '../../core/errors.ts';
import { hashBytes } from '../../core/hash.ts';
import type { Unknown } from '../../core/unknown.ts';
import { hostRead, type HostRead } from '../read.ts';
import { foldersAbove, normalizePath } from './path.ts';

/** What goes into an archive. */
export interface Packing {
  /** Absolute, and not the root folder. */
  readonly paths: readonly string[];
  /** Shell patterns of names, or with a slash of paths in the archive. */
  readonly exclude: readonly string[];
  /** The archive: it does not hold itself. */
  readonly dest: string;
}

/** What is there to go into an archive. */
export interface Packed {
  /** Lower-case hex: of the names, kinds, owners, modes, sizes and times of all of it. */
  readonly digest: string | Unknown;
  /** Those of the paths that are not there; then the digest is "". */
  readonly missing: readonly string[] | Unknown;
}

/** No step can say what it makes or removes below a folder, so that it is unknown once a dry run has announced a change. */
export function readPacked(packing: Packing): HostRead<Packed> {
  const paths = packing.paths.map(normalizePath);
  const script = sh`k3p_lacking=
for p in ${paths}; do [ -e "$p" ] || [ -L "$p" ] || { k3p_lacking=1; printf 'lacks %s\n' "$p"; }; done
[ -z "$k3p_lacking" ] || exit 0
${enterFolder(packing)} || exit
${digestFiles(packing)}`;
  return hostRead({
    key: `packed:${hashBytes(script.text)}`,
    beyondHost: true,
    unsure: (why) => ({ digest: why, missing: why }),
    timeoutMs: 300_000,
    script,
    parse: (output) => parsePacked(output, paths),
  });
}

function parsePacked(output: Output, paths: readonly string[]): Packed {
  const said = output.stderr.toString('utf8').trim().split('\n')[0] ?? '';
  if (output.code !== 0 || said !== '') throw unreadable(said);
  const text = output.stdout.toString('utf8');
  const digest = /^([0-9a-f]{64})\b/.exec(text)?.[1];
  if (digest !== undefined) return { digest, missing: [] };
  const missing = paths.filter((path) => text.includes(`lacks ${path}\n`));
  if (missing.length === 0) throw unreadable('the answer of the host makes no sense');
  return { digest: '', missing };
}

function unreadable(reason: string): K3Error {
  return new K3Error(`cannot look at what the archive is to hold: ${reason}`, {
    kind: 'module',
    code: 'archive/unreadable',
    hint: 'run the task with become if another user owns it',
  });
}

/** Shell text that enters the nearest folder that all paths are in: names in the archive begin there. */
export function enterFolder({ paths }: Packing): Script {
  return sh`cd -- ${findRoot(paths)}`;
}

function findRoot(paths: readonly string[]): string {
  const [first = [], ...others] = paths.map((path) => [...foldersAbove(path), '/']);
  return first.find((folder) => others.every((folders) => folders.includes(folder))) ?? '/';
}

/**
 * Shell text, for the folder that was entered, which prints a digest: a line for each file, in the order of bytes.
 * Of folders neither size nor time, which what is left out of the archive changes as well.
 */
export function digestFiles(packing: Packing): Script {
  return sh`{ LC_ALL=C TZ=UTC0 QUOTING_STYLE=shell-escape-always ${findPacked(packing)} -type d -exec stat -c ${'%N %f %u %g'} {} + -o -exec stat -c ${'%N %f %u %g %s %y'} {} + || echo 'find failed' >&2; } | LC_ALL=C sort | sha256sum`;
}

/** Shell text that finds all that goes into the archive, for its actions to follow. */
export function findPacked({ paths, exclude, dest }: Packing): Script {
  const root = findRoot(paths);
  const names = paths.map((path) => posix.relative(root, normalizePath(path)));
  const own = posix.relative(root, normalizePath(dest)).replace(/[\\*?[]/g, '\\$&');
  const note = `${posix.dirname(own)}/.${posix.basename(own)}.k3play*`.replace(/^\.\//, '');
  const besides = own.startsWith('../') ? [] : [own, note];
  const deep = exclude.filter((one) => one.includes('/')).map((one) => one.replace(/^\.?\/+|\/+$/g, ''));
  const flat = exclude.filter((one) => !one.includes('/'));
  const tests = [
    ...[...besides, ...deep].flatMap((one) => ['-o', '-path', one, '-o', '-path', `./${one}`]),
    ...flat.flatMap((one) => ['-o', '-name', one]),
  ].slice(1);
  const prune = tests.length === 0 ? sh`` : sh` '(' ${tests} ')' -prune -o`;
  return sh`find ${names.map(guardName)}${prune}`;
}

/** What find would take for an option or a test. */
function guardName(name: string): string {
  return /^[-(),!]/.test(name) ? `./${name}` : name;
}
