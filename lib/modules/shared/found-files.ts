import type { Output } from '../../connection/connection.ts';
import { sh, type Script } from '../../connection/sh.ts';
import { K3Error } from '../../core/errors.ts';
import { hashBytes } from '../../core/hash.ts';
import { hostRead, type HostRead } from '../read.ts';
import { normalizePath } from './path.ts';

type Kind = 'file' | 'directory' | 'link' | 'other';

/** What is looked for. Below 0 a size or an age is the most there may be, else the least. */
export interface Search {
  /** Absolute. */
  readonly folders: readonly string[];
  readonly names: readonly string[];
  readonly otherThan: readonly string[];
  readonly kind: Exclude<Kind, 'other'> | 'any';
  readonly minutes: number | undefined;
  readonly bytes: number | undefined;
  readonly deep: boolean;
  readonly hidden: boolean;
}

export interface FoundFile {
  readonly path: string;
  readonly kind: Kind;
  /** Bytes. */
  readonly size: number;
  readonly mode: string;
  readonly owner: string;
  readonly group: string;
  /** Seconds since 1970. */
  readonly mtime: number;
}

/**
 * What is below some folders, in the order of paths. No step can say what it makes or removes below any folder, so
 * that it is unknown once a dry run has announced a change.
 */
export function findFiles(search: Search): HostRead<readonly FoundFile[]> {
  const script = lookFor(search);
  return hostRead({
    key: `files:${hashBytes(script.text)}`,
    beyondHost: true,
    timeoutMs: 300_000,
    script,
    parse: parseFiles,
  });
}

/** No path has two slashes on end: they part it from what is said of it. */
const FORM = '%n//%f %s %a %u %g %Y %U//%G';
const ANSWER = /([^]*?)\/\/([0-9a-f]+) (\d+) ([0-7]+) (\d+) (\d+) (-?\d+) ([^\n]*?)\/\/([^\n]*)\n/gy;

/** A folder that is not there has nothing below it. */
function lookFor({ folders, names, otherThan, kind, minutes, bytes, deep, hidden }: Search): Script {
  const tests = [
    ...(deep ? [] : ['-maxdepth', '1']),
    ...(kind === 'any' ? [] : ['-type', kind.charAt(0)]),
    ...(hidden ? [] : ['!', '-name', '.*']),
    ...(names.length > 0 ? ['(', ...names.flatMap((name) => ['-o', '-name', name]).slice(1), ')'] : []),
    ...otherThan.flatMap((name) => ['!', '-name', name]),
    ...(minutes === undefined ? [] : ['-mmin', minutes < 0 ? minutes : `+${minutes}`]),
    ...describeSize(bytes),
  ];
  return sh`for p in ${folders.map(normalizePath)}; do
  [ ! -d "$p" ] || find -H "$p" -mindepth 1 ${tests} -exec stat -c ${FORM} {} + || exit
done`;
}

/** `find` knows more than and less than. */
function describeSize(bytes: number | undefined): string[] {
  if (bytes === undefined) return [];
  return ['-size', bytes < 0 ? `-${1 - bytes}c` : `+${bytes - 1}c`];
}

function parseFiles(output: Output): readonly FoundFile[] {
  if (output.code !== 0) {
    const said = output.stderr.toString('utf8').trim().split('\n')[0] ?? '';
    throw unreadable(said, 'run the task with become if another user owns what is there');
  }
  if (output.truncated) throw unreadable('there are too many', 'name folders or patterns that fit fewer');
  const text = output.stdout.toString('utf8');
  const answers = [...text.matchAll(ANSWER)];
  if (answers.reduce((length, [whole]) => length + whole.length, 0) !== text.length) {
    throw unreadable('the answer of the host makes no sense', 'run with -v to see the commands sent');
  }
  const files = new Map(answers.map((answer) => [answer[1] ?? '', describeAnswer(answer)]));
  return [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function describeAnswer(answer: readonly string[]): FoundFile {
  const [, path = '', raw = '', size, mode = '', uid = '', gid = '', mtime, user, group] = answer;
  const name = (word = '', id: string): string => (word === 'UNKNOWN' ? id : word);
  return {
    path,
    kind: findKind(Number.parseInt(raw, 16)),
    size: Number(size),
    mode: mode.padStart(4, '0'),
    owner: name(user, uid),
    group: name(group, gid),
    mtime: Number(mtime),
  };
}

function findKind(raw: number): Kind {
  const types: Readonly<Record<number, Kind>> = { 0x8000: 'file', 0x4000: 'directory', 0xa000: 'link' };
  return types[raw & 0xf000] ?? 'other';
}

function unreadable(reason: string, hint: string): K3Error {
  return new K3Error(`cannot look for files: ${reason}`, { kind: 'module', code: 'find/unreadable', hint });
}
