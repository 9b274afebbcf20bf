import type { Nature, Output } from '../connection/connection.ts';
import { type Script } from '../connection/sh.ts';
import type { Secret } from '../core/secret.ts';
import type { Unknown } from '../core/unknown.ts';

/**
 * What makes an answer that was read ahead worth nothing: a step on the same host (default), a step on any
 * host, or the mere passing of time, as with waits and with commands of the user's: those are asked only
 * when their turn comes.
 */
export type StaleAfter = 'own-step' | 'any-step' | 'at-once';

/** How reads of one kind are asked together by one script, where that costs the host less. */
export interface ReadGroup {
  /** Reads of the same name can be asked together. */
  readonly name: string;
  /** A script that answers for all parts. */
  readonly build: (parts: readonly string[]) => Script;
  /**
   * Its output as the outputs of so many reads, in order. Undefined is one that has to be asked alone; it throws
   * where it is not whole, and all are asked alone.
   */
  readonly split: (output: Output, count: number) => readonly (Output | undefined)[];
}

/** A question put to a host: shell text that only reads, and a parser from its output to a typed answer. */
export interface HostRead<Answer> {
  readonly kind: 'host';
  /** Reads with the same key ask the same question; predictions name reads by it. */
  readonly key: string;
  readonly script: Script;
  /** What the script may be; default `read`. A text of the user's may be anything, whatever it is asked to be. */
  readonly nature?: Nature | undefined;
  readonly stdin?: string | Secret | undefined;
  readonly timeoutMs?: number | undefined;
  /**
   * The answer is about more than this host: a cluster, say. Once a dry run has announced a change on any
   * host, it cannot be known.
   */
  readonly beyondHost?: true | undefined;
  /** What stands for an answer that cannot be known then, for modules that can plan some cases without it. */
  readonly unsure?: ((why: Unknown) => Answer) | undefined;
  readonly staleAfter?: StaleAfter | undefined;
  /** Lets it be asked together with others: it answers for `part`. */
  readonly together?: { readonly group: ReadGroup; readonly part: string } | undefined;
  /** Total: every output leads to an answer or to a K3Error of kind `module`. */
  readonly parse: (output: Output) => Answer;
}

/** A question answered from this machine, such as whether a port of the host is open from here. */
export interface LocalRead<Answer> {
  readonly kind: 'here';
  readonly key: string;
  readonly staleAfter?: StaleAfter | undefined;
  readonly ask: (signal: AbortSignal, files: FilesHere) => Promise<Answer>;
}

/** Hashes files of this machine, each once as long as nobody writes to it. Rejects as the file system does. */
export interface FilesHere {
  describe(path: string): Promise<{ readonly sha256: string }>;
}

export type Read<Answer> = HostRead<Answer> | LocalRead<Answer>;
export type Reads = Readonly<Record<string, Read<unknown>>>;
export type Answers<R extends Reads> = {
  readonly [K in keyof R]: NonNullable<R[K]> extends Read<infer A> ? A : never;
};

export function hostRead<Answer>(read: Omit<HostRead<Answer>, 'kind'>): HostRead<Answer> {
  return { kind: 'host', ...read };
}

/** Standard output as text without its last line end. */
export function textOf(output: Output): string {
  return output.stdout.toString('utf8').replace(/\n$/, '');
}
