import type { Secret } from '../core/secret.ts';
import type { HostConnection } from '../inventory/model.ts';
import type { Script } from './sh.ts';
import type { SourceFiles } from './transfer/source-files.ts';

/**
 * What is known of a script, so that it costs the host no more than it must.
 * - `text`: nothing. It runs in a shell and a session of its own.
 * - `program`: its last line becomes one program by `exec`, and what is before that is ours and prints nothing.
 *   Only the program is run, without a shell of its own.
 * - `read`: it is ours and only looks. What it starts ends before it does, and it signals nothing.
 */
export type Nature = 'text' | 'program' | 'read';

/** Variables by name; what is secret stays one until it is on its way. */
export type Environment = Readonly<Record<string, string | Secret>>;

/** What a script leaves behind. `code` is null when a signal ended it. */
export interface Output {
  readonly code: number | null;
  readonly signal?: string | undefined;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** Bytes beyond the limit were dropped from the middle of stdout or stderr. */
  readonly truncated: boolean;
  readonly durationMs: number;
}

/** Scripts and transfers of one lane wait for one another; those of others go on meanwhile. Default 0. */
export type Lane = number;

export interface RunOptions {
  /** Given to the script as its standard input; without it the script reads nothing. */
  readonly stdin?: string | Buffer | Secret | undefined;
  /** The user to run as; undefined is the login user. */
  readonly user?: string | undefined;
  readonly lane?: Lane | undefined;
  /** Exported for the script and all it starts; the values stand in no arguments. Not for `inShell`. */
  readonly environment?: Environment | undefined;
  /** Default `text`. */
  readonly nature?: Nature | undefined;
  /** The script is ended on the host after this with all it started, and K3Error kind `timeout` thrown. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Kept of each of stdout and stderr, in bytes. Default 8 MiB. */
  readonly maxOutputBytes?: number | undefined;
  /**
   * Runs the script in the long-lived shell itself, so that a descriptor it opens (3 to 9) stays open until the
   * connection ends, for locks. No script inherits it. The script must not exit, reads nothing, and cannot be timed out.
   */
  readonly inShell?: boolean | undefined;
}

/** Where an uploaded file goes. Written beside its target, synced, checked by sha256, renamed over it. */
export interface UploadTarget {
  readonly path: string;
  /** Octal text such as "0644". */
  readonly mode: string;
  readonly owner?: string | undefined;
  readonly group?: string | undefined;
  /** Keeps what was there as `path` + this suffix. */
  readonly backupSuffix?: string | undefined;
  /** A command that must accept the new file before it takes its place; `%s` stands for the file's path. */
  readonly validate?: string | undefined;
}

/** What is uploaded: bytes in memory, or a file of this machine, read in pieces. */
export type UploadSource =
  | { readonly kind: 'bytes'; readonly bytes: Buffer | Secret }
  | {
      readonly kind: 'file';
      readonly path: string;
      /** What the file must still have, lower-case hex; default what it has. */
      readonly sha256?: string | undefined;
    };

export interface DownloadedFile {
  /** What the file had when it was looked at, lower-case hex: spares the host the reading of it once more. */
  readonly sha256?: string | undefined;
}

export interface TransferOptions {
  readonly user?: string | undefined;
  readonly lane?: Lane | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * One host, connected. Scripts of one user and lane run one at a time, in the order asked.
 * Every method throws K3Error: `unreachable`, `auth`, `become`, `timeout`, `lost`, `interrupted`.
 * A script that ends with a code other than 0 is an Output, not an error.
 */
export interface Connection {
  readonly host: string;
  run(script: Script, options?: RunOptions): Promise<Output>;
  upload(source: UploadSource, target: UploadTarget, options?: TransferOptions): Promise<void>;
  /** Reads a remote file into a local one, mode 0600, checked by sha256 and renamed into place. */
  download(path: string, localPath: string, options?: TransferOptions & DownloadedFile): Promise<void>;
  readonly stats: ConnectionStats;
  close(): Promise<void>;
}

/** Counted for specs and `-v`. One round trip is one message to the host answered. */
export interface ConnectionStats {
  readonly roundTrips: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

/** How to reach a host: the inventory's word first, then ~/.ssh/config, then ssh's defaults. */
export type ConnectionSettings = Omit<HostConnection, 'become' | 'becomeUser'>;

export interface ConnectOptions {
  readonly signal?: AbortSignal | undefined;
  /** Path of the ssh configuration file; default ~/.ssh/config of `home`. */
  readonly sshConfig?: string | undefined;
  readonly home: string;
  /** SSH_AUTH_SOCK, where there is one. */
  readonly agentSocket?: string | undefined;
  /** Shared by connections so that a file that goes to many hosts is read once; default is one's own. */
  readonly files?: SourceFiles | undefined;
}

/** Connects to one host: `createConnect` of lib/connection/connect.ts. */
export type Connect = (
  host: string,
  settings: ConnectionSettings,
  options: ConnectOptions,
) => Promise<Connection>;
