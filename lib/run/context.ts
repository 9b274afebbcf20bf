import type { Lane } from '../connection/connection.ts';
import type { Inventory } from '../inventory/model.ts';
import type { Module } from '../modules/define.ts';
import type { Facts } from '../modules/facts.ts';
import type { FilesHere } from '../modules/read.ts';
import type { Play, Task } from '../playbook/model.ts';
import type { LocalFile, RenderedFile } from '../schema/build.ts';
import type { SchemaValidator } from '../schema/validate.ts';
import type { Compiled } from '../template/compiled.ts';
import type { Language } from '../template/language.ts';
import type { Confirm } from './confirm.ts';
import type { Announced, Place } from './place.ts';
import type { DoneBefore } from './done-before.ts';
import type { Epochs } from './epoch.ts';
import type { Listener } from './events.ts';
import type { HostSession } from './host-session.ts';
import type { PlayEnding } from './wish.ts';
import type { Limit } from './limit.ts';
import type { MayStart } from './may-start.ts';
import type { Witness } from './witness.ts';

/** What a whole run shares. */
export interface RunContext {
  readonly inventory: Inventory;
  readonly modules: ReadonlyMap<string, Module>;
  readonly validator: SchemaValidator;
  readonly check: boolean;
  readonly diff: boolean;
  readonly extraVars: Readonly<Record<string, unknown>>;
  readonly emit: Listener;
  readonly hosts: Limit;
  /** Aborted at once: running steps are stopped on the hosts. */
  readonly abort: AbortSignal;
  /** Aborted first: no new task begins, what runs may finish. */
  readonly stop: AbortSignal;
  /** The session of any host of the inventory, connected when it was not yet. */
  session(host: string): Promise<HostSession>;
  /** Connects to a host anew, with its lock and the privileges it needs. */
  reconnect(session: HostSession): Promise<void>;
  /** Holds the lock of a host in the shell of a lane as well. */
  joinLock(
    session: HostSession,
    shell: { readonly user: string | undefined; readonly lane: Lane },
  ): Promise<void>;
  /** Asks a host what it is, for a module that has to know on a host that was not asked. */
  gatherFacts(place: Place): Promise<Facts>;
  /** What `hostvars` shows of every host. */
  readonly hostvars: Readonly<Record<string, unknown>>;
  inputsOf(play: Play, host: string): Readonly<Record<string, unknown>>;
  /** Masks secrets from here on wherever they would be told. */
  keepSecret(value: unknown): void;
  readonly templates: TemplateFiles;
  /** What texts and expressions can call; without it, what k3play brings. */
  readonly language?: Language | undefined;
  readonly announced: Announced;
  readonly epochs: Epochs;
  readonly files: FilesHere;
  /** Whether the reads of coming tasks travel with those of the present one. */
  readonly lookAhead: boolean;
  readonly witness: Witness | undefined;
  readonly mayStart: MayStart | undefined;
  /** Of every task of the run; see `numberTasks`. */
  readonly places: ReadonlyMap<Task, string>;
  readonly done: DoneBefore | undefined;
  readonly confirm: Confirm | undefined;
}

/** Finds and compiles template files and finds local files, once each. */
export interface TemplateFiles {
  template(
    path: string,
    folders: readonly string[],
  ): Promise<{ readonly file: string; readonly text: Compiled<string> }>;
  file(path: string, folders: readonly string[]): Promise<LocalFile>;
  /** As it is, without templates. */
  plainText(path: string, folders: readonly string[]): Promise<RenderedFile>;
}

/** What a play adds: hosts of the batch that are still in it, and its words. */
export interface PlayContext {
  readonly run: RunContext;
  readonly play: Play;
  readonly batch: readonly HostSession[];
  /** Whether a task has ended it, in this batch or an earlier one. */
  readonly ending: PlayEnding;
  /** What a task in the background sees in the place of what its host has registered since it began. */
  readonly seen?: Readonly<Record<string, unknown>> | undefined;
}
