import type { Connect, ConnectOptions } from '../connection/connection.ts';
import type { Inventory } from '../inventory/model.ts';
import type { Module } from '../modules/define.ts';
import type { Play, Playbook } from '../playbook/model.ts';
import type { SchemaValidator } from '../schema/validate.ts';
import type { Redactor } from '../secrets/redactor.ts';
import type { Language } from '../template/language.ts';
import type { DoneBefore } from './done-before.ts';
import type { Confirm } from './confirm.ts';
import type { Listener } from './events.ts';
import type { FailOnChange } from './exit-code.ts';
import type { MayStart } from './may-start.ts';
import type { TaskSelection } from './selection.ts';
import type { Witness } from './witness.ts';

/** What a run is asked to do, and with what. */
export interface RunRequest {
  readonly playbooks: readonly Playbook[];
  readonly inventory: Inventory;
  readonly modules: ReadonlyMap<string, Module>;
  readonly validator: SchemaValidator;
  readonly redactor: Redactor;
  readonly listen: Listener;
  readonly connect: Connect;
  readonly connectOptions: ConnectOptions;
  /** Only these hosts; undefined is all. */
  readonly limit: ReadonlySet<string> | undefined;
  readonly selection: TaskSelection;
  readonly check: boolean;
  readonly diff: boolean;
  /** Of a dry run. */
  readonly failOnChange?: FailOnChange | undefined;
  readonly concurrency: number;
  /** Reads of coming tasks travel with those of the present one; off, every task asks for itself. */
  readonly lookAhead: boolean;
  readonly extraVars: Readonly<Record<string, unknown>>;
  readonly templateFolders: readonly string[];
  /** What texts and expressions can call; without it, what k3play brings. */
  readonly language?: Language | undefined;
  /** Sees what each task is about to do, or in a dry run would. */
  readonly witness?: Witness | undefined;
  /** Has a say before each task; not with `strategy: free`. */
  readonly mayStart?: MayStart | undefined;
  /** What earlier runs did that is not to be done again. */
  readonly done?: DoneBefore | undefined;
  /** Asked by `pause`; without it nobody can be. */
  readonly confirm?: Confirm | undefined;
  inputsOf(play: Play, host: string): Readonly<Record<string, unknown>>;
  /** Who runs, such as `alice@desk`; told to others who find a host locked. */
  readonly owner: string;
  readonly stop: AbortSignal;
  readonly abort: AbortSignal;
}
