import type { Span } from '../core/diagnostic.ts';
import type { ObjectSchema, TSchema } from '../schema/build.ts';
import type { Compiled } from '../template/compiled.ts';

/** What the playbook room needs to know of a module; lib/modules gives it. */
export interface ModuleInfo {
  readonly name: string;
  readonly params: ObjectSchema;
  readonly result: ObjectSchema;
}
export type ModuleTable = ReadonlyMap<string, ModuleInfo>;

export interface Playbook {
  readonly file: string;
  readonly plays: readonly Play[];
}

export interface Play {
  readonly name: string;
  readonly span: Span;
  /** A pattern: `web`, `web:&edge`, `all:!db`, `server[0]`, `server[1:]`, `w*`, `~w\d+`, parted by `,` or `:`. */
  readonly hosts: string;
  /** Which of them take part: of the play itself, and of the imports that lead to it. */
  readonly when: readonly Compiled<boolean>[];
  /** What must hold before the first connection. */
  readonly require: readonly Requirement[];
  readonly inputs: InputsSchema;
  readonly given: GivenInputs | undefined;
  readonly vars: Readonly<Record<string, Compiled>>;
  /** Of these, what its files of variables say, and what it says itself; for telling where a value is from. */
  readonly farVars?: Readonly<Record<string, Compiled>>;
  readonly ownVars?: Readonly<Record<string, Compiled>>;
  /** Hosts of each batch, `3` or `30%`; the last holds for all that are left, none is all at once. */
  readonly serial: readonly (number | string)[];
  /** The run ends once more of a batch than this are lost; undefined is once all are. */
  readonly maxFailPercentage: number | undefined;
  /** `free`: each host goes through the tasks at its own pace. */
  readonly strategy: 'linear' | 'free';
  /** Whether a host that has failed runs the handlers it owes all the same. */
  readonly forceHandlers: boolean;
  readonly gatherFacts: boolean;
  readonly become: boolean | undefined;
  readonly becomeUser: string | undefined;
  readonly tags: readonly string[];
  /** Those of all sections in the order in which they run, roles and included files in their place. */
  readonly tasks: readonly Task[];
  /** In the order in which they run: those of roles, then the play's own. */
  readonly handlers: readonly Task[];
}

/** Parts of a play in order; what is notified in one runs at its end. Roles are the beginning of `tasks`. */
export const SECTIONS = ['pre_tasks', 'tasks', 'post_tasks'] as const;
export type Section = (typeof SECTIONS)[number];

/** What an import gives the inputs of the plays it leads to: over the inventory, under the command line. */
export interface GivenInputs {
  readonly values: Readonly<Record<string, GivenValue>>;
  /** What the values may read: the inputs of the file that imports. */
  readonly inputs: InputsSchema;
  /** What an import around this one gives. */
  readonly outer: GivenInputs | undefined;
}

export interface GivenValue {
  readonly compiled: Compiled;
  /** Spans of its parts, by JSON pointer. */
  readonly spanAt: (pointer: string) => Span;
}

/** Something that inputs and inventory must be like, known without a host; it may read variables made of them. */
export interface Requirement {
  readonly that: Compiled<boolean>;
  /** What to tell where it does not hold. */
  readonly message: Compiled<string>;
  readonly hint: Compiled<string> | undefined;
  /** The input it is about, and the way into it: messages name the line where that is written. */
  readonly at: readonly string[];
  /** Whether it is worth a warning only. */
  readonly warn: boolean;
}

/** JSON Schema of the inputs, by name. Own keywords: `secret`, `generate`, `sameOn: GROUP`. */
export type InputsSchema = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** In the order in which a host comes by them. */
export const BLOCK_PARTS = ['block', 'rescue', 'always'] as const;

/** Tasks of which a failure can be made good, or followed by what is done whatever came of them. */
export interface Block {
  /** The blocks it stands in itself, from the outermost. */
  readonly places: readonly BlockPlace[];
}

export interface BlockPlace {
  readonly block: Block;
  readonly part: (typeof BLOCK_PARTS)[number];
}

/** How a loop goes and is told. */
export interface LoopControl {
  /** Of a round, for people; without it the member itself. */
  readonly label: Compiled | undefined;
  /** What the member is called. */
  readonly variable: string;
  /** What its number is called, from 0. */
  readonly indexVariable: string | undefined;
  readonly pauseMs: number;
}

/** One use of a role: what its tasks see beside what is around them. */
export interface RoleUse {
  readonly name: string;
  readonly folder: string;
  readonly inputs: Readonly<Record<string, RoleInput>>;
  /** The weakest variables of all. */
  readonly defaults: Readonly<Record<string, Compiled>>;
  readonly vars: Readonly<Record<string, Compiled>>;
  /** Variables of what is around the use, and of the use itself; they know nothing of the role. */
  readonly around: Readonly<Record<string, Compiled>>;
  /** What else is said around it for its tasks, such as conditions. */
  readonly said: readonly Compiled[];
  /** The role whose tasks or dependencies use it. */
  readonly outer: RoleUse | undefined;
}

export interface RoleInput {
  /** The schema of a map of just this input, so that its default applies like any other. */
  readonly holder: TSchema;
  /** Made where the role is used; undefined where its default holds. */
  readonly given: Compiled | undefined;
}

export interface Task {
  /** Stable: the file and the place in it, such as `servers.yml:12`. */
  readonly id: string;
  readonly span: Span;
  readonly name: Compiled<string>;
  readonly module: string;
  readonly params: Compiled<Readonly<Record<string, unknown>>>;
  /** Whether it asks whoever runs the playbook. */
  readonly asks: boolean;
  /** Its own and those of the blocks it stands in, the outermost first. */
  readonly when: readonly Compiled<boolean>[];
  /** The blocks it stands in, from the outermost. */
  readonly blocks: readonly BlockPlace[];
  readonly section: Section;
  readonly role: RoleUse | undefined;
  /** Where its templates and files are looked for, the nearest first: of its file, and of what includes that. */
  readonly folders: readonly string[];
  readonly loop: Compiled<readonly unknown[]> | undefined;
  readonly loopControl: LoopControl;
  /** The name under which it goes on in the background, until it is awaited. */
  readonly async: string | undefined;
  readonly register: string | undefined;
  readonly until: Compiled<boolean> | undefined;
  readonly retries: number;
  readonly delayMs: number;
  readonly changedWhen: Compiled<boolean> | undefined;
  readonly failedWhen: Compiled<boolean> | undefined;
  /** It is only looked at what it would change, in a run as well. */
  readonly checkOnly: boolean;
  readonly ignoreErrors: boolean;
  /** A host that is lost at the task goes on, on another connection. */
  readonly ignoreUnreachable: boolean;
  /** A failure on one host ends the play on all. */
  readonly anyErrorsFatal: boolean;
  /** Ids of handlers. */
  readonly notify: readonly string[];
  /** By which it is notified, where it is a handler: its name. */
  readonly handlerId: string | undefined;
  readonly tags: readonly string[];
  readonly vars: Readonly<Record<string, Compiled>>;
  /** Exported on the host, its own and what it has from its blocks and its play. */
  readonly environment: Readonly<Record<string, Compiled>>;
  readonly become: boolean | undefined;
  readonly becomeUser: string | undefined;
  readonly runOnce: boolean;
  readonly delegateTo: Compiled<string> | undefined;
  readonly secret: boolean;
  readonly timeoutMs: number | undefined;
  /** Hosts at a time; undefined is as many as the run has. */
  readonly throttle: number | undefined;
}
