import type { Unknown } from '../../core/unknown.ts';

/** Who may do what. `mode` is octal text of four digits; names are numbers where the host has no name. */
export interface Ownership {
  readonly mode: string | Unknown;
  readonly owner: string | Unknown;
  readonly group: string | Unknown;
  /** Numbers of the owner and the group, to compare with where they are asked for by number. */
  readonly ids?: { readonly owner: string | Unknown; readonly group: string | Unknown } | undefined;
}

export interface AbsentPath {
  readonly kind: 'absent';
}

export interface FilePath extends Ownership {
  readonly kind: 'file';
  /** Bytes. */
  readonly size: number | Unknown;
  /** Lower-case hex; undefined where the file cannot be read by the user of the task. */
  readonly sha256?: string | Unknown | undefined;
  /** The bytes of files up to CONTENT_LIMIT; undefined for larger and unreadable ones. */
  readonly content?: Buffer | Unknown | undefined;
}

export interface DirectoryPath extends Ownership {
  readonly kind: 'directory';
}

/** A socket, pipe or device. */
export interface OtherPath extends Ownership {
  readonly kind: 'other';
}

export interface LinkPath {
  readonly kind: 'link';
  /** As written in the link. */
  readonly target: string;
  /** What the link leads to in the end; "absent" where it leads nowhere. */
  readonly leads: AbsentPath | PresentPath | ({ readonly kind: 'file' | 'directory' | 'other' } & Ownership);
}

/** Something is there, and no more is known. No host says so: commands predict it of what they make. */
export interface PresentPath {
  readonly kind: 'present';
}

/**
 * What is at a path of a host. Only what a step can predict is in it, so no times and no inode numbers.
 * In check mode single fields may be Unknown.
 */
export type PathState = AbsentPath | FilePath | DirectoryPath | OtherPath | LinkPath | PresentPath;

/** Files up to this many bytes are read whole. */
export const CONTENT_LIMIT = 65_536;

/** Whether anything is there; a link that leads nowhere counts as nothing. */
export function exists(state: PathState): boolean {
  return followLink(state).kind !== 'absent';
}

/** Whether one can look into the path as a folder; undefined where it cannot be known. */
export function isFolder(state: PathState): boolean | undefined {
  const { kind } = state.kind === 'link' ? state.leads : state;
  return kind === 'present' ? undefined : kind === 'directory';
}

/** The state of what a link to this path leads to. */
export function followLink(state: PathState): LinkPath['leads'] {
  switch (state.kind) {
    case 'absent':
    case 'present':
      return { kind: state.kind };
    case 'link':
      return state.leads;
    default: {
      const { kind, mode, owner, group, ids } = state;
      return { kind, mode, owner, group, ids };
    }
  }
}

/** `link to /srv`, for messages and changes. */
export function describeKind(state: PathState): string {
  switch (state.kind) {
    case 'absent':
    case 'file':
    case 'directory':
    case 'present':
      return state.kind;
    case 'link':
      return `link to ${state.target}`;
    case 'other':
      return 'socket, pipe or device';
  }
}
