import { normalizePath } from '../path.ts';
import { editAsLines, splitLines } from '../text-lines.ts';
import { escapeField, unescapeField } from './octal.ts';

/** A line of /etc/fstab, its fields as they are meant. */
export interface FstabEntry {
  readonly src: string;
  readonly path: string;
  readonly fstype: string;
  readonly opts: string;
  readonly dump: number;
  readonly passno: number;
}

/** The entry of a mount point; of several the first, as `mount` takes it. */
export function findEntry(text: string, path: string): FstabEntry | undefined {
  return splitLines(text)
    .map(parseEntry)
    .find((entry) => entry?.path === normalizePath(path));
}

/** The text with that entry as the only one of its mount point. An entry that is the same but for blanks stays. */
export function editFstab(text: string, path: string, wanted: FstabEntry | undefined): string {
  const isOwn = (line: string): boolean => parseEntry(line)?.path === normalizePath(path);
  return editAsLines(text, (lines) => {
    const first = lines.findIndex(isOwn);
    if (first < 0) return wanted ? [...lines, formatEntry(wanted)] : lines;
    if (!wanted) return lines.filter((line) => !isOwn(line));
    const line = isSameEntry(parseEntry(lines[first] ?? ''), wanted) ? lines[first] : formatEntry(wanted);
    const edited = lines.flatMap((one, at) => (at === first ? [line ?? ''] : isOwn(one) ? [] : [one]));
    return edited.length === lines.length && line === lines[first] ? lines : edited;
  });
}

function isSameEntry(one: FstabEntry | undefined, other: FstabEntry): boolean {
  return one !== undefined && formatEntry(one) === formatEntry(other);
}

function parseEntry(line: string): FstabEntry | undefined {
  if (/^\s*(#|$)/.test(line)) return undefined;
  const fields = line.trim().split(/\s+/).map(unescapeField);
  const [src, path, fstype = 'auto', opts = 'defaults', dump = '0', passno = '0'] = fields;
  if (src === undefined || path === undefined || !path.startsWith('/')) return undefined;
  return { src, path: normalizePath(path), fstype, opts, dump: Number(dump), passno: Number(passno) };
}

function formatEntry({ src, path, fstype, opts, dump, passno }: FstabEntry): string {
  return [src, normalizePath(path), fstype, opts, String(dump), String(passno)].map(escapeField).join(' ');
}
