import type { Nature, UploadSource, UploadTarget } from '../connection/connection.ts';
import type { Script } from '../connection/sh.ts';
import type { Secret } from '../core/secret.ts';
import type { Unknown } from '../core/unknown.ts';
import type { Read } from './read.ts';

/** A value shown to people. Secrets print as a mask, unknowns with their reason. */
export type Shown = string | number | boolean | null | Secret | Unknown;

/** What a step changes: `mode of /etc/x: 0644 → 0600`. `diff` is the text before and after, for `--diff`. */
export interface Change {
  readonly subject: string;
  readonly from: Shown;
  readonly to: Shown;
  readonly diff?: { readonly before: Shown; readonly after: Shown } | undefined;
}

/** What a read will answer after the step; an Unknown where the step cannot say. */
export interface Prediction {
  readonly key: string;
  readonly answer: unknown;
}

interface StepBase {
  readonly change: Change;
  readonly predicts?: readonly Prediction[] | undefined;
  /** False where it cannot be known whether the step changes anything; check mode counts it as unknown. */
  readonly certain?: false | undefined;
  /**
   * Makes the step an action, which is no state (restart, reload): the reads are asked again after it and
   * this says what is still wrong, or undefined. The module closes over what it found before.
   */
  readonly confirm?: ((after: Readonly<Record<string, unknown>>) => string | undefined) | undefined;
}

/** How to know that a host which a step takes down is back. */
export interface Restart {
  /** Asked on a connection of its own, again and again. */
  readonly read: Read<unknown>;
  readonly isBack: (answer: unknown) => boolean;
  readonly intervalMs: number;
  readonly timeoutMs: number;
}

export interface RunStep extends StepBase {
  readonly kind: 'run';
  readonly script: Script;
  /** Default `text`. */
  readonly nature?: Nature | undefined;
  readonly stdin?: string | Buffer | Secret | undefined;
  readonly timeoutMs?: number | undefined;
  /** Codes that are a success; default [0]. `any` leaves the judgement to the module's output. */
  readonly codes?: readonly number[] | 'any' | undefined;
  /** The connection may end by the step; the engine makes others until the host is back. */
  readonly restarts?: Restart | undefined;
}

export interface PutStep extends StepBase {
  readonly kind: 'put';
  readonly source: UploadSource;
  readonly target: UploadTarget;
}

/** Brings a file of the host to this machine. */
export interface FetchStep extends StepBase {
  readonly kind: 'fetch';
  readonly path: string;
  readonly localPath: string;
  /** Of the local file, octal text; default "0600". */
  readonly mode?: string | undefined;
  /** The local file has the content already: it only gets its mode. */
  readonly contentIsHere?: boolean | undefined;
  /** What the file of the host had when it was looked at, lower-case hex. */
  readonly sha256?: string | undefined;
}

/** Writes a file on this machine. */
export interface LocalPutStep extends StepBase {
  readonly kind: 'put-here';
  readonly localPath: string;
  readonly bytes: Buffer | Secret;
  readonly mode: string;
}

/**
 * Waits; changes nothing and is not counted as a change. A plan of polls only says that what comes after
 * cannot be told yet: the engine waits, asks the reads again and calls `plan` again, three rounds at most.
 */
export interface PollStep {
  readonly kind: 'poll';
  /** `port 6443 answers` */
  readonly what: string;
  readonly read: Read<unknown>;
  /** Undefined once the condition holds, else what is still missing. */
  readonly missing: (answer: unknown) => string | undefined;
  /** Why waiting longer is of no use, or undefined. Asked while something is missing; the task fails with it. */
  readonly hopeless?: ((answer: unknown) => PlanFault | undefined) | undefined;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** What to do where the time is up. */
  readonly hint?: string | undefined;
  /** Asked once the time is up, for the message: the journal's tail, say. */
  readonly evidence?: Read<string> | undefined;
}

export type ChangeStep = RunStep | PutStep | FetchStep | LocalPutStep;
export type Step = ChangeStep | PollStep;

/** A found state that the module cannot lead to the wanted one. */
export class PlanFault {
  readonly message: string;
  readonly hint: string | undefined;
  readonly kind: 'module' | 'assertion';

  constructor(message: string, options: { hint?: string; kind?: 'module' | 'assertion' } = {}) {
    this.message = message;
    this.hint = options.hint;
    this.kind = options.kind ?? 'module';
  }
}

/** Steps ([] is in sync), a fault, or why it cannot be known. */
export type Plan = readonly Step[] | PlanFault | Unknown;

/** Whether a plan is steps, as opposed to a fault or unknown. */
export function isSteps(plan: Plan): plan is readonly Step[] {
  return Array.isArray(plan);
}

// Four parameters, because it reads as a sentence: subject, from, to.
// eslint-disable-next-line @typescript-eslint/max-params
export function change(subject: string, from: Shown, to: Shown, diff?: Change['diff']): Change {
  return { subject, from, to, ...(diff && { diff }) };
}

export function run(step: Omit<RunStep, 'kind'>): RunStep {
  return { kind: 'run', ...step };
}

export function put(step: Omit<PutStep, 'kind'>): PutStep {
  return { kind: 'put', ...step };
}

export function poll<A>(
  step: Omit<PollStep, 'kind' | 'read' | 'missing' | 'hopeless'> & {
    read: Read<A>;
    missing: (answer: A) => string | undefined;
    hopeless?: ((answer: A) => PlanFault | undefined) | undefined;
  },
): PollStep {
  const { missing, hopeless, ...rest } = step;
  return {
    kind: 'poll',
    ...rest,
    missing: (answer) => missing(answer as A),
    hopeless: hopeless && ((answer) => hopeless(answer as A)),
  };
}

export function predict<A>(read: Read<A>, answer: A | Unknown): Prediction {
  return { key: read.key, answer };
}
