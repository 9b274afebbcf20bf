import type { Unknown } from '../core/unknown.ts';

/** What a task asks of the play itself, on one host; `doubt` where it cannot be known whether it does. */
export interface Wish {
  readonly action: string;
  readonly doubt?: Unknown | undefined;
}

/** What later batches of a play are told by earlier ones. */
export interface PlayEnding {
  isEnded: boolean;
  /** Set in a dry run where it cannot be known. */
  doubt: Unknown | undefined;
  /** Whether something failed in the background that ends the play on all hosts. */
  isFatal?: boolean;
}
