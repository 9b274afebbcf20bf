import type { Listener } from '../run/events.ts';

export type OutputForm = 'tty' | 'plain' | 'json';

/** What may be typed after a run that did not end well, without its secrets: `k3play run ha.yml -i hosts.yml`. */
export interface Commands {
  /** The same once more. */
  readonly again?: string | undefined;
  /** On the hosts that were lost alone. */
  readonly failedOnly?: string | undefined;
  /** From where it ended. */
  readonly resume?: string | undefined;
}

export interface ReporterOptions {
  readonly output: OutputForm;
  /** Where all text goes: standard output, as a rule. */
  readonly write: (text: string) => void;
  /** Size of the terminal; default 80 × 24. */
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
  /** Default: with `tty` only. */
  readonly colour?: boolean | undefined;
  readonly diff: boolean;
  readonly verbosity: number;
  readonly commands?: Commands | undefined;
  /** Milliseconds on a clock that only goes forward. */
  readonly now?: (() => number) | undefined;
}

/** Listens to a run and tells it. Text it is given has no secrets left; it takes out what hosts put in to fool a terminal. */
export interface Reporter {
  readonly listen: Listener;
  /** Leaves the terminal as it was; to be called however the run ends, more than once if need be. */
  close(): void;
}
