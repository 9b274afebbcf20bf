import type { Lane } from '../connection/connection.ts';
import type { FilesHere } from '../modules/read.ts';
import type { TaskEnvironment } from './environment.ts';
import type { Epochs } from './epoch.ts';
import type { HostSession } from './host-session.ts';

/** Where and how the reads and steps of one task run. */
export interface Place {
  readonly session: HostSession;
  /** The user to become; undefined is the login user. */
  readonly user: string | undefined;
  /** Exported for what the task asks and does; undefined is nothing more than the host's own. */
  readonly environment?: TaskEnvironment | undefined;
  /** That of a task in the background; the others have the host's own. */
  readonly lane?: Lane | undefined;
  readonly check: boolean;
  /** Answers that a dry run foresees, by the key of the read; they lie over the host's own. */
  readonly predicted: Map<string, unknown>;
  readonly signal: AbortSignal;
  readonly timeoutMs: number | undefined;
  readonly announced: Announced;
  /** Makes another connection in the place of the present one. */
  readonly reconnect?: (() => Promise<void>) | undefined;
  readonly epochs: Epochs;
  /** Of this machine. */
  readonly files: FilesHere;
}

/** What a dry run has announced so far, on whatever host. */
export interface Announced {
  /** The subject of the first change; undefined while there is none. */
  first: string | undefined;
}
