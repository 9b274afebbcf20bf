import type { Output } from '../../connection/connection.ts';
import { sh, type Script } from '../../connection/sh.ts';
import { change, predict, run, type RunStep } from '../step.ts';
import { hostRead, type HostRead } from '../read.ts';
import { unreadable } from './lines.ts';
import { padMode, type WantedOwnership } from './ownership.ts';

/** What an archive brought to a folder, by a list of it there, and who is to own it. */
export interface Unpacked {
  readonly dest: string;
  /** Path of the list: a path a line, from the folder, each beginning with "./". */
  readonly list: string;
  readonly wanted: WantedOwnership;
}

export interface UnpackedState {
  /** Whether there is a list, and if so, whether all that is on it has been put in its place. */
  readonly list: 'absent' | 'unfinished' | 'whole';
  /** How many of those on it are there and not as wanted. */
  readonly others: number;
}

/** What there is after unpacking. */
export const ALL_AS_WANTED: UnpackedState = { list: 'whole', others: 0 };

export function readUnpacked(unpacked: Unpacked): HostRead<UnpackedState> {
  const { list, wanted } = unpacked;
  return hostRead({
    key: `unpacked:${list}:${describeWanted(wanted)}`,
    timeoutMs: 300_000,
    script: sh`[ ! -e ${draftOf(list)} ] || { echo unfinished; exit 0; }
[ -e ${list} ] || { echo absent; exit 0; }
${enter(unpacked)} || exit
echo whole
k3p_listed <${list} | xargs -0 -r stat -c '%f %U %u %G %g' | LC_ALL=C sort | uniq -c`,
    parse: (output) => parseUnpacked(output, unpacked),
  });
}

/** Path of a list while what is on it is being put in its place. */
export function draftOf(list: string): string {
  return `${list}.new`;
}

function parseUnpacked(output: Output, { list, wanted }: Unpacked): UnpackedState {
  const [head = '', ...lines] = output.stdout.toString('utf8').trim().split('\n');
  const rows = lines.map(parseRow);
  if (output.code !== 0 || !isListState(head) || !rows.every((row) => row !== undefined)) {
    throw unreadable(`what ${list} lists`, output);
  }
  const others = rows.filter((row) => !isAsWanted(row, wanted));
  return { list: head, others: others.reduce((sum, { count }) => sum + count, 0) };
}

function isListState(word: string): word is UnpackedState['list'] {
  return word === 'absent' || word === 'unfinished' || word === 'whole';
}

/** The step that sees to who owns it and who may do what. */
export function planUnpackedOwnership(unpacked: Unpacked, { others }: UnpackedState): RunStep[] {
  if (others === 0) return [];
  return [
    run({
      change: change(
        `what is unpacked in ${unpacked.dest}`,
        `${String(others)} not so`,
        describeWanted(unpacked.wanted),
      ),
      script: settleUnpacked(unpacked),
      predicts: [predict(readUnpacked(unpacked), ALL_AS_WANTED)],
    }),
  ];
}

/** Shell text that gives all that is listed its owner and mode. Links have no mode of their own. */
export function settleUnpacked(unpacked: Unpacked): Script {
  const { list, wanted } = unpacked;
  const { owner = '', group, mode } = wanted;
  const isOwned = owner !== '' || group !== undefined;
  const who = group === undefined ? owner : `${owner}:${group}`;
  const own = isOwned ? sh` && k3p_listed <${list} | xargs -0 -r chown -h -- ${who}` : sh``;
  const permit =
    mode === undefined
      ? sh``
      : sh` && k3p_listed <${list} | xargs -0 -r sh -c 'exec find "$@" -prune ! -type l -exec chmod ${symbolicMode(mode)} {} +' sh`;
  return sh`${enter(unpacked)}${own}${permit}`;
}

/** `app:app 0640`, as far as it is asked for. */
export function describeWanted({ owner = '', group, mode }: WantedOwnership): string {
  const who = group === undefined ? owner : `${owner}:${group}`;
  return [who, mode === undefined ? '' : padMode(mode)].filter((word) => word !== '').join(' ');
}

/** As chmod knows it: who may read may also enter folders, and run what somebody may run. */
function symbolicMode(mode: string): string {
  const classes = Array.from(mode.slice(-3)).map((digit, index) => {
    const bits = Number(digit);
    const run = bits & 1 ? 'x' : bits & 4 ? 'X' : '';
    return `${'ugo'.charAt(index)}=${bits & 4 ? 'r' : ''}${bits & 2 ? 'w' : ''}${run}`;
  });
  return classes.join(',');
}

/**
 * Shell text that enters the folder, and a function `k3p_listed`: of the paths that it is given, a line each, it
 * prints those that are there, each ended by NUL. What somebody has since turned into a link out of the folder is
 * not followed.
 */
function enter({ dest }: Unpacked): Script {
  return sh`k3p_listed() {
  k3p_last= k3p_real=
  while IFS= read -r k3p_path; do
    k3p_folder=${sh.raw('${k3p_path%/*}')}
    if [ "$k3p_folder" != "$k3p_last" ]; then
      k3p_last=$k3p_folder k3p_real=
      if cd -P -- "$k3p_top/$k3p_folder" 2>/dev/null && [ "${sh.raw('${PWD%/}')}" = "$k3p_top${sh.raw('${k3p_folder#.}')}" ]; then k3p_real=1; fi
    fi
    [ -n "$k3p_real" ] || continue
    if [ -e "$k3p_top/$k3p_path" ] || [ -L "$k3p_top/$k3p_path" ]; then printf '%s\0' "$k3p_path"; fi
  done
}
k3p_top=$(cd -P -- ${dest} && pwd -P) && cd -P -- "$k3p_top" && k3p_top=${sh.raw('${k3p_top%/}')}`;
}

interface Row {
  readonly count: number;
  /** As `stat -c %f` has it: kind and permissions. */
  readonly raw: number;
  readonly owner: readonly string[];
  readonly group: readonly string[];
}

function parseRow(line: string): Row | undefined {
  const [, count = '', raw = '', user = '', uid = '', group = '', gid = ''] =
    /^ *(\d{1,9}) ([0-9a-f]{1,8}) (\S+) (\d+) (\S+) (\d+)$/.exec(line) ?? [];
  if (count === '') return undefined;
  return { count: Number(count), raw: Number.parseInt(raw, 16), owner: [user, uid], group: [group, gid] };
}

const KIND = 0xf000;
const FOLDER = 0x4000;
const LINK = 0xa000;

function isAsWanted({ raw, owner, group }: Row, wanted: WantedOwnership): boolean {
  if (wanted.owner !== undefined && !owner.includes(wanted.owner)) return false;
  if (wanted.group !== undefined && !group.includes(wanted.group)) return false;
  if (wanted.mode === undefined || (raw & KIND) === LINK) return true;
  const asked = Number.parseInt(wanted.mode.slice(-3), 8);
  const mayRun = (raw & KIND) === FOLDER || (raw & 0o111) !== 0;
  const run = mayRun ? (asked & 0o444) >> 2 : 0;
  return (raw & 0o777) === (asked | run);
}
