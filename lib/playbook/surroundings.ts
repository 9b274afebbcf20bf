import { join } from 'node:path';
import type { Reading, TaskDraft } from './draft.ts';
import { readCheckMode } from './check-mode.ts';
import { readEnvironment } from './environment.ts';
import { readCondition } from './expressions.ts';
import type { KeywordReader } from './keyword-values.ts';
import type { Task } from './model.ts';
import type { Place } from './place.ts';
import { readVars } from './vars.ts';

/** What tasks have from the play, and from the blocks and files they stand in. */
export interface Surroundings extends Pick<
  Task,
  | 'tags'
  | 'vars'
  | 'environment'
  | 'checkOnly'
  | 'ignoreUnreachable'
  | 'anyErrorsFatal'
  | 'ignoreErrors'
  | 'runOnce'
  | 'secret'
  | 'throttle'
  | 'timeoutMs'
  | 'become'
  | 'becomeUser'
  | 'blocks'
  | 'when'
  | 'folders'
  | 'section'
  | 'role'
> {
  /** Whether they are handlers. */
  readonly handlers: boolean;
  /** The files and roles that are being read, outermost first, to find cycles. */
  readonly trail: readonly string[];
  /** Folders of roles, in the order in which one is looked for. */
  readonly roleFolders: readonly string[];
  readonly soFar: RolesSoFar;
  /** What says `become_user` for them. */
  readonly userFrom: Place | undefined;
}

/** What the roles of a play have brought. */
export interface RolesSoFar {
  readonly handlers: TaskDraft[];
  /** Each use in words that tell whether another is the same. */
  readonly uses: Set<string>;
}

export function beginPlay(folder: string, importers: readonly string[]): Surroundings {
  return {
    section: 'tasks',
    folders: [folder],
    role: undefined,
    roleFolders: [...new Set([folder, ...importers])].map((one) => join(one, 'roles')),
    soFar: { handlers: [], uses: new Set() },
    handlers: false,
    trail: [],
    tags: [],
    vars: {},
    environment: {},
    checkOnly: false,
    ignoreUnreachable: false,
    anyErrorsFatal: false,
    ignoreErrors: false,
    runOnce: false,
    secret: false,
    throttle: undefined,
    timeoutMs: undefined,
    become: undefined,
    becomeUser: undefined,
    userFrom: undefined,
    blocks: [],
    when: [],
  };
}

/** What a block, or what includes tasks, adds for all of them. */
export function enterGroup(
  place: Place,
  { words, reading, around }: GroupOptions & { readonly words: KeywordReader },
): Surroundings {
  const when = readCondition(place.at('when'), reading);
  return {
    ...around,
    tags: [...around.tags, ...words.words('tags')],
    vars: { ...around.vars, ...readVars(words.place('vars'), reading) },
    environment: { ...around.environment, ...readEnvironment(words.place('environment'), reading) },
    checkOnly: readCheckMode(place, words, { around, faults: reading.faults }),
    ignoreUnreachable: words.boolean('ignore_unreachable') ?? around.ignoreUnreachable,
    anyErrorsFatal: words.boolean('any_errors_fatal') ?? around.anyErrorsFatal,
    ...readShared(words, around),
    become: words.boolean('become') ?? around.become,
    becomeUser: words.string('become_user') ?? around.becomeUser,
    userFrom: place.has('become_user') ? place : around.userFrom,
    when: when ? [...around.when, when] : around.when,
  };
}

/** What a task, or whatever stands for several, says itself or has from around it. */
export function readShared(words: KeywordReader, around: Pick<Task, SharedKey>): Pick<Task, SharedKey> {
  const timeout = words.number('timeout');
  return {
    ignoreErrors: words.boolean('ignore_errors') ?? around.ignoreErrors,
    runOnce: words.boolean('run_once') ?? around.runOnce,
    secret: words.boolean('secret') ?? around.secret,
    throttle: words.number('throttle') ?? around.throttle,
    timeoutMs: timeout === undefined ? around.timeoutMs : Math.round(timeout * 1000),
  };
}

type SharedKey = 'ignoreErrors' | 'runOnce' | 'secret' | 'throttle' | 'timeoutMs';

export interface GroupOptions {
  readonly reading: Reading;
  readonly around: Surroundings;
}

/** Reads a list of tasks, blocks and what includes tasks, or of handlers. */
export type ReadList = (
  list: Place | undefined,
  reading: Reading,
  around: Surroundings,
) => Promise<readonly TaskDraft[]>;
