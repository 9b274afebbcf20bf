import { posix } from 'node:path';
import { sh, type Script } from '../../connection/sh.ts';
import { hashBytes } from '../../core/hash.ts';
import { Unknown } from '../../core/unknown.ts';
import { change, PlanFault, predict, put, run, type Plan, type Prediction, type RunStep } from '../step.ts';
import { predictOwnership } from './ownership.ts';
import type { PathState } from './path-state.ts';
import { readPath } from './path.ts';
import { findMissingFolder } from './place-file.ts';
import {
  ALL_AS_WANTED,
  describeWanted,
  planUnpackedOwnership,
  readUnpacked,
  type Unpacked,
  type UnpackedState,
} from './unpacked-files.ts';
import { unpackListed } from './unpacking-listed.ts';

/** An archive, what is to become of it, and what says that it is unpacked. */
interface Unpacking {
  /** Where it is, on this machine or on the host. */
  readonly path: string;
  readonly isHere: boolean;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly dest: string;
  /** Folders to take from the beginning of each name. */
  readonly strip: number;
  /** Something that it brings; without it, the note. */
  readonly creates: string | undefined;
  /** Path of a note of it on the host. With a suffix, that of the archive while it is there. */
  readonly note: string;
  /** Who is to own what it brings, if that is asked for. */
  readonly owned: Unpacked | undefined;
}

interface Found {
  readonly folder: PathState;
  readonly note?: PathState | undefined;
  readonly unpacked?: UnpackedState | undefined;
}

/** The steps that unpack an archive over what is there, unless it is noted. */
export function planUnpacking(unpacking: Unpacking, found: Found): Plan {
  const { path, isHere, strip, sha256, note } = unpacking;
  const { owned } = unpacking;
  if (found.note?.kind === 'file' && found.note.sha256 === hashBytes(noteOf(unpacking))) {
    if (!owned || !found.unpacked) return [];
    if (found.unpacked.list === 'whole') return planUnpackedOwnership(owned, found.unpacked);
  }
  if (isZip(path) && strip > 0) {
    return new PlanFault(`"strip_components" is for a tar, and ${posix.basename(path)} is a zip`);
  }
  const missing = findMissingFolder(note, found.folder);
  if (missing) return missing;
  if (!isHere) return [unpackOnce(unpacking, { from: path, found })];
  const from = `${note}.archive`;
  const upload = put({
    change: change(from, 'absent', 'file 0600, until it is unpacked'),
    source: { kind: 'file', path, sha256 },
    target: { path: from, mode: '0600' },
  });
  return [upload, unpackOnce(unpacking, { from, found })];
}

/** An old note goes first: it must not vouch for what was half replaced. */
function unpackOnce(
  unpacking: Unpacking,
  { from, found }: { readonly from: string; readonly found: Found },
): RunStep {
  const { path, isHere, sha256, dest, creates, note, owned } = unpacking;
  const script = owned
    ? unpackListed(owned, (into) => unpack({ ...unpacking, dest: into }, from))
    : unpack(unpacking, from);
  const text = noteOf(unpacking);
  const noted =
    creates === undefined
      ? sh`rm -f -- ${note} && ${script} && (umask 022 && printf %s ${text} >${note})`
      : script;
  const before = describeBefore(creates, found);
  const who = owned ? `, ${describeWanted(owned.wanted)}` : '';
  const after = `${posix.basename(path)}, sha256 ${sha256.slice(0, 8)}${who}`;
  return run({
    change: change(`what is unpacked in ${dest}`, before, after),
    script: isHere ? sh`{ ${noted}; }; c=$?; rm -f -- ${from}; exit $c` : noted,
    predicts: [
      creates === undefined
        ? predict<PathState>(readPath(note), predictNote(text))
        : predict<PathState>(readPath(creates), { kind: 'present' }),
      ...(owned ? [predict(readUnpacked(owned), ALL_AS_WANTED)] : predictFolder(dest, found.folder)),
    ],
  });
}

function describeBefore(creates: string | undefined, { note, unpacked }: Found): string {
  if (creates === undefined) return describeNote(note);
  return `${creates} is ${unpacked?.list === 'unfinished' ? 'there in part' : 'absent'}`;
}

function isZip(path: string): boolean {
  return path.toLowerCase().endsWith('.zip');
}

function noteOf({ sha256, strip }: Unpacking): string {
  return `sha256 ${sha256}${strip > 0 ? `, strip_components ${strip}` : ''}\n`;
}

function describeNote(note: PathState = { kind: 'absent' }): string {
  if (note.kind !== 'file' || !Buffer.isBuffer(note.content)) return 'nothing';
  return note.content.toString('utf8').slice(0, 'sha256 01234567'.length);
}

/** All belongs to who runs it. GNU tar sees how an archive is compressed, that of busybox has to be told. */
function unpack({ path, dest, strip }: Unpacking, from: string): Script {
  if (isZip(path)) return sh`${need('unzip')} && unzip -oq ${from} -d ${dest}`;
  const names = strip > 0 ? [`--strip-components=${strip}`] : [];
  return sh`${need('tar')} && tar -xo${findCompression(path)}f ${from} -C ${dest} ${names}`;
}

/** The letter that both know; "" leaves it to tar. */
function findCompression(path: string): Script {
  const [, end = ''] = /\.t(?:ar\.)?(gz|xz|bz2)$/.exec(path.toLowerCase()) ?? [];
  const letters: Readonly<Record<string, string>> = { gz: 'z', xz: 'J', bz2: 'j' };
  return sh`${letters[end] ?? sh``}`;
}

/** Shell text that fails with a cure where the host lacks a tool. */
export function need(tool: string): Script {
  return sh`{ command -v ${tool} >/dev/null || { echo ${`this needs ${tool}; install it on the host`} >&2; false; }; }`;
}

function predictNote(text: string): PathState {
  const content = Buffer.from(text);
  const ownership = predictOwnership({ mode: '0644' }, undefined);
  return { kind: 'file', ...ownership, size: content.length, sha256: hashBytes(text), content };
}

/** A tar may say who may do what in the folder itself. */
function predictFolder(dest: string, folder: PathState): Prediction[] {
  if (folder.kind !== 'directory') return [];
  const mode = new Unknown('the archive may say');
  return [predict<PathState>(readPath(dest), { ...folder, mode })];
}
