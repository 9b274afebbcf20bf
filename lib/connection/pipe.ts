import type { Readable, Writable } from 'node:stream';
import type { K3Error } from '../core/errors.ts';

/** A program running on the host, with its three streams, whose errors are already listened for. */
export interface Pipe {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Its exit code, once it and whatever holds its output are gone; undefined where a signal or the link ended it. */
  readonly ended: Promise<number | undefined>;
  /** Drops the pipe without waiting for the program. */
  destroy(): void;
}

/** A way to start programs on one host: over ssh, or on this machine. */
export interface Transport {
  readonly host: string;
  /** The user whose rights a program has where nothing else is asked. */
  readonly loginUser: string;
  /** Starts a command line of the login shell. Throws K3Error `lost` or `unreachable`. */
  open(command: string): Promise<Pipe>;
  /** Resolves with the reason once the way to the host is gone; never rejects. */
  readonly lost: Promise<K3Error>;
  /** Bytes that have passed so far, in both directions. */
  readonly traffic: Traffic;
  close(): Promise<void>;
}

export interface Traffic {
  readonly sent: number;
  readonly received: number;
}

/** Streams of programs fail when the link goes; `ended` is where that is told. */
export function ignoreStreamErrors(...streams: readonly (Readable | Writable)[]): void {
  for (const stream of streams) stream.on('error', () => undefined);
}
