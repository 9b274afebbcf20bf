import type { OutputForm } from '../report/contract.ts';

/** Which part of the playbooks is run on which hosts, and with what values. */
export interface ChoiceFlags {
  readonly inventory: readonly string[];
  readonly identity?: string | undefined;
  readonly limit?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly skipTags?: readonly string[] | undefined;
  readonly extraVars?: readonly string[] | undefined;
  readonly concurrency: number;
  readonly startAt?: string | undefined;
  readonly skipPreflight?: readonly string[] | undefined;
}

export interface ReportFlags {
  readonly diff: boolean;
  readonly output?: OutputForm;
  readonly report?: readonly string[];
  readonly verbose: number;
}

export interface RunFlags extends ChoiceFlags, ReportFlags {
  readonly check: boolean;
  readonly failOnChange: boolean;
  readonly step?: boolean;
  /** The run to go on after; true is the last one of these words that did not end well. */
  readonly resume?: string | true;
  /** Whether prompts of `pause` are answered beforehand. */
  readonly yes?: boolean;
}
