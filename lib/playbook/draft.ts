import type { Inventory } from '../inventory/model.ts';
import type { ObjectSchema, TSchema } from '../schema/build.ts';
import type { SchemaValidator } from '../schema/validate.ts';
import type { SourceDocument } from '../source/document.ts';
import type { Compiled, Reference } from '../template/compiled.ts';
import type { Language } from '../template/language.ts';
import type { Faults } from './faults.ts';
import type { ModuleInfo, ModuleTable, Play, Task } from './model.ts';
import type { Place } from './place.ts';

/** What the reading of all files of a playbook shares. */
export interface Reading {
  readonly modules: ModuleTable;
  readonly inventory: Inventory | undefined;
  readonly facts: ObjectSchema | undefined;
  readonly templateFolders: readonly string[];
  readonly roleFolders: readonly string[];
  readonly validator: SchemaValidator;
  readonly faults: Faults;
  /** What texts and expressions can call. */
  readonly language: Language;
  /** A YAML file, once; undefined where it is wrong, which is told then. */
  readonly document: (file: string) => Promise<SourceDocument | undefined>;
  /** A file of variables likewise, whose values may be looked up. */
  readonly variables: (file: string) => Promise<SourceDocument | undefined>;
  /** A template file compiled, once; undefined where it is wrong, which is told then. */
  readonly template: (file: string) => Promise<Compiled<string> | undefined>;
  /** A name for a file that does not depend on the folder k3play runs in. */
  readonly nameFile: (file: string) => string;
  /** Ids given to tasks so far, each with where the task is written. */
  readonly ids: Map<string, string>;
}

/** What it takes to compile a part of a file. */
export type Compiling = Pick<Reading, 'faults' | 'language'>;

/** A task as read, with what the checks across tasks need to know of it. */
export interface TaskDraft {
  readonly task: Task;
  readonly place: Place;
  readonly module: ModuleInfo | undefined;
  /** What says `become_user` for it, the task itself or what it stands in; the play aside. */
  readonly userFrom: Place | undefined;
  /** Names read by the parts of the task, by what these parts may see. */
  readonly reads: {
    /** Rendered once a host, before any item. */
    readonly outside: readonly Reference[];
    /** Rendered for each item. */
    readonly inside: readonly Reference[];
    /** Judged when the result is there. */
    readonly after: readonly Reference[];
  };
  /** Variables that the module makes of its params: those of `set`. */
  readonly sets: readonly string[];
  /** Words to which it listens, where it is a handler. */
  readonly listen: readonly string[];
}

export interface PlayDraft {
  readonly play: Play;
  readonly place: Place;
  readonly tasks: readonly TaskDraft[];
  readonly handlers: readonly TaskDraft[];
}

/** What a name stands for, as far as it can be known: a schema, or `{}` for anything. */
export type Known = TSchema | Readonly<Record<string, never>>;
