import { hashBytes } from '../../core/hash.ts';
import { Secret } from '../../core/secret.ts';
import { isUnknown, Unknown } from '../../core/unknown.ts';
import { t } from '../../schema/build.ts';
import type { HostRead } from '../read.ts';
import { change, PlanFault, predict, put, type Change, type Plan, type PutStep } from '../step.ts';
import { bytesOf, isElsewhere, showContent, sourceOf, sumOf, type FileContent } from './file-content.ts';
import { hasOwnership, padMode, planOwnership, predictOwnership, type WantedOwnership } from './ownership.ts';
import { CONTENT_LIMIT, describeKind, isFolder, type FilePath, type PathState } from './path-state.ts';
import { foldersAbove, readPath } from './path.ts';

/** A file that a task wants on a host. */
export interface WantedFile extends WantedOwnership {
  readonly path: string;
  readonly content: FileContent;
  readonly validate?: string | undefined;
  /** Whether to keep what was there beside it. */
  readonly backup?: boolean | undefined;
}

/** The params of modules that put a file in the place of another. */
export const replacementParams = {
  validate: t.Optional(
    t.String({
      description: 'Command that must accept the new file first; `%s` stands for its path.',
      pattern: '%s',
      examples: ['sshd -t -f %s'],
    }),
  ),
  backup: t.Boolean({ description: 'Whether to keep the old file beside it, as `.bak`.', default: false }),
};

/** The reads that `planFile` goes by; a type, as an interface has no index signature. */
type FileReads = { readonly file: HostRead<PathState>; readonly folder: HostRead<PathState> };

/** What the backup of a file is called: its own name and this. */
export const BACKUP_SUFFIX = '.bak';

export function readTarget(path: string): FileReads {
  return { file: readPath(path), folder: readPath(foldersAbove(path)[0] ?? '/') };
}

/** The steps that put a file in its place, or only change its owner and mode. */
export function planFile(
  wanted: WantedFile,
  { file, folder }: { readonly file: PathState; readonly folder: PathState },
): Plan {
  const { path } = wanted;
  switch (file.kind) {
    case 'directory':
    case 'other':
      return new PlanFault(`${path} is a ${describeKind(file)} on the host, not a file`, {
        hint: file.kind === 'directory' ? 'name the file in it, not the folder' : 'remove it first',
      });
    case 'present':
      return new Unknown(`an earlier command makes ${path}`);
    case 'absent':
    case 'link':
      return findMissingFolder(path, folder) ?? [upload(wanted, { before: file })];
    case 'file':
      return findMissingFolder(path, folder) ?? planChanges(wanted, file);
  }
}

/** Why a file cannot be put at a path: the folder it would be in is not there. */
export function findMissingFolder(path: string, folder: PathState): PlanFault | undefined {
  if (isFolder(folder) !== false) return undefined;
  const above = foldersAbove(path)[0] ?? '/';
  if (folder.kind === 'absent') {
    return new PlanFault(`the folder ${above} does not exist on the host`, {
      hint: `make it in a task before this one: file: { path: ${above}, state: directory }`,
    });
  }
  return new PlanFault(`${above} is not a folder on the host but a ${describeKind(folder)}`);
}

function planChanges(wanted: WantedFile, before: FilePath): Plan {
  const { path } = wanted;
  const same = hasContent(wanted.content, before);
  if (same === 'unreadable') {
    return new PlanFault(`the user of this task may not read ${path}, so it cannot be compared`, {
      hint: 'run the task with become',
    });
  }
  if (same === true) {
    const withOwnership = (ownership: object): PathState => ({ ...before, ...ownership });
    return planOwnership(wanted, { path, state: before, withOwnership });
  }
  const certain = same === false || hasOwnership(wanted, before) === false;
  return [upload(wanted, { before, certain })];
}

function hasContent(content: FileContent, file: FilePath): boolean | 'unknown' | 'unreadable' {
  const wanted = sumOf(content);
  if (isUnknown(wanted) || isUnknown(file.sha256)) return 'unknown';
  if (file.sha256 === undefined) return 'unreadable';
  return wanted === file.sha256;
}

interface UploadContext {
  readonly before: PathState;
  readonly certain?: boolean;
}

/** One step for content, owner and mode together, so that the file is never there without them. */
function upload(wanted: WantedFile, { before, certain = true }: UploadContext): PutStep {
  const { path, content, validate, backup } = wanted;
  const old = before.kind === 'file' ? before : undefined;
  const kept = (value: string | Unknown | undefined): string | undefined =>
    isUnknown(value) ? undefined : value;
  const mode = padMode(wanted.mode ?? kept(old?.mode) ?? (content instanceof Secret ? '0600' : '0644'));
  return put({
    change: describeUpload({ ...wanted, mode }, before),
    source: sourceOf(content),
    target: {
      path,
      mode,
      owner: wanted.owner ?? kept(old?.owner),
      group: wanted.group ?? kept(old?.group),
      ...(validate !== undefined && { validate }),
      ...(backup && { backupSuffix: BACKUP_SUFFIX }),
    },
    predicts: [predict(readPath(path), predictFile({ ...wanted, mode }, old))],
    ...(!certain && { certain: false }),
  });
}

function predictFile(wanted: WantedFile & { readonly mode: string }, old: FilePath | undefined): FilePath {
  const { content } = wanted;
  const ownership = predictOwnership(wanted, old);
  if (isUnknown(content)) return { kind: 'file', ...ownership, size: content, sha256: content, content };
  if (isElsewhere(content)) {
    const { size, sha256, path } = content;
    const small = isUnknown(size) || size <= CONTENT_LIMIT;
    const bytes = small ? { content: new Unknown(`${path} is read when it is needed`) } : {};
    return { kind: 'file', ...ownership, size, sha256, ...bytes };
  }
  const bytes = bytesOf(content);
  const whole = bytes.length <= CONTENT_LIMIT ? { content: bytes } : {};
  return { kind: 'file', ...ownership, size: bytes.length, sha256: hashBytes(bytes), ...whole };
}

function describeUpload(wanted: WantedFile & { readonly mode: string }, before: PathState): Change {
  const { path, content } = wanted;
  const secret = content instanceof Secret || isPrivate(before);
  const diff = { before: showContent(contentOf(before), secret), after: showContent(content, secret) };
  if (before.kind !== 'file') {
    const owner = (wanted.owner ?? wanted.group) ? ` ${wanted.owner ?? ''}:${wanted.group ?? ''}` : '';
    return change(path, describeKind(before), `file ${wanted.mode}${owner}`, diff);
  }
  const parts = [
    { name: 'content', from: shortSum(before.sha256, secret), to: shortSum(sumOf(content), secret) },
  ];
  const mode = isUnknown(before.mode) ? '?' : before.mode;
  if (mode !== wanted.mode) parts.push({ name: 'mode', from: mode, to: wanted.mode });
  if (hasOwnership({ owner: wanted.owner, group: wanted.group }, before) === false) {
    const from = `${String(before.owner)}:${String(before.group)}`;
    const to = `${wanted.owner ?? String(before.owner)}:${wanted.group ?? String(before.group)}`;
    parts.push({ name: 'owner', from, to });
  }
  const join = (key: 'name' | 'from' | 'to'): string => parts.map((part) => part[key]).join(', ');
  return change(`${join('name')} of ${path}`, join('from'), join('to'), diff);
}

/** What only its owner may read is not shown, whoever wrote it. */
function isPrivate(state: PathState): boolean {
  return state.kind === 'file' && !isUnknown(state.mode) && /00$/.test(state.mode);
}

function contentOf(state: PathState): Buffer | Unknown | null {
  if (state.kind !== 'file') return null;
  return state.content ?? new Unknown('too large to show');
}

function shortSum(sum: string | Unknown | undefined, secret: boolean): string {
  if (secret) return '********';
  return typeof sum === 'string' ? `sha256 ${sum.slice(0, 8)}` : 'unknown';
}
