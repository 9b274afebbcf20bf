import type { UploadTarget } from '../connection/connection.ts';
import type { Facts } from '../modules/facts.ts';
import type { Step } from '../modules/step.ts';
import type { Found } from './predictions.ts';
import type { FourRuns } from './real-shell.ts';

export type Params = Readonly<Record<string, unknown>>;

/** What a step must be. `from` and `to` are compared with secrets as their mask, unknowns as "(unknown)". */
export interface ExpectedStep {
  readonly subject: string;
  readonly from: string | number | boolean | null;
  readonly to: string | number | boolean | null;
  readonly kind?: Step['kind'];
  readonly certain?: false;
  /** The exact shell text of a run step. */
  readonly script?: string;
  readonly stdin?: string;
  /** The target of a put step, and the text it uploads. */
  readonly put?: Partial<UploadTarget> & { readonly content?: string };
}

/** A wait. */
export interface ExpectedPoll {
  readonly what: string;
}

export interface Case {
  readonly title: string;
  /** As in YAML; the harness fills in defaults. Secrets, unknowns and resolved files as the module gets them. */
  readonly params: Params;
  readonly facts?: Partial<Facts>;
}

export interface InSyncCase extends Case {
  readonly found: Found;
  readonly result?: Params;
}

export interface DriftCase extends Case {
  readonly found: Found;
  readonly steps: readonly (ExpectedStep | ExpectedPoll)[];
  /** What check mode says of the result. */
  readonly result?: Params;
  /** What the host answers after the steps; without it, what the steps predict. Actions need it. */
  readonly after?: Found;
}

export interface FaultCase extends Case {
  readonly found: Found;
  readonly message: RegExp;
}

export interface UnknownCase extends Case {
  readonly found: Found;
  readonly reason: RegExp;
}

export interface InvalidCase {
  readonly title: string;
  readonly params: Params;
  readonly message: RegExp;
}

/**
 * A case for a real shell, on this machine: the reads must change nothing, the steps must lead to what they
 * predict, and after them nothing may be left to do.
 */
export interface RealCase {
  readonly title: string;
  /** `root` is a fresh folder of its own, in which all that the case is about has to lie. */
  readonly params: (root: string) => Params;
  readonly facts?: Partial<Facts>;
  /** Makes what is there beforehand. */
  readonly arrange?: (root: string) => Promise<void> | void;
  /** Asserts what has come of it. */
  readonly check?: (root: string, runs: FourRuns) => Promise<void> | void;
}

export interface ModuleTable {
  readonly inSync?: readonly InSyncCase[];
  readonly drift?: readonly DriftCase[];
  readonly faults?: readonly FaultCase[];
  readonly unknown?: readonly UnknownCase[];
  readonly invalid?: readonly InvalidCase[];
  readonly onRealShell?: readonly RealCase[];
}
