import type { Span } from '../core/diagnostic.ts';
import { hintNearest } from '../core/nearest.ts';
import { isVariableName } from '../inventory/names.ts';
import { listAwaited, type AwaitedName } from './awaited-names.ts';
import type { PlayDraft, TaskDraft } from './draft.ts';
import type { Faults } from './faults.ts';

/** What has no meaning for a task in the background, and what to do instead. */
const REFUSED: Readonly<Record<string, string>> = {
  register: 'write it at the task with await:, where the result is',
  run_once: 'each host has its own background: give the task a condition',
  delegate_to: 'each host has its own background: leave one of the two out',
  throttle: 'it starts on each host as its turn comes: leave one of the two out',
};

/** Modules that act on the play, on variables or on the connection. */
const IN_PLACE: ReadonlySet<string> = new Set(['await', 'meta', 'pause', 'reboot', 'set']);

const BESIDE_AWAIT: ReadonlySet<string> = new Set(['await', 'name', 'when', 'tags', 'vars', 'register']);

/** Checks what goes on in the background of hosts, and that what is awaited was started. */
export function checkAsync({ tasks, handlers }: PlayDraft, faults: Faults): void {
  for (const { place } of handlers) {
    for (const key of ['async', 'await'].filter((one) => place.has(one))) {
      const hint = 'handlers run one after the other; write it among the tasks';
      faults.add('async', 'a handler has no part in the background', { span: place.at(key).keySpan, hint });
    }
  }
  const walk = new Walk(tasks, faults);
  for (const draft of tasks) walk.pass(draft);
}

class Walk {
  readonly #tasks: readonly TaskDraft[];
  readonly #faults: Faults;
  /** Those that were started so far, and of these what goes on. */
  readonly #started = new Set<string>();
  readonly #underWay = new Map<string, TaskDraft>();

  constructor(tasks: readonly TaskDraft[], faults: Faults) {
    this.#tasks = tasks;
    this.#faults = faults;
  }

  pass(draft: TaskDraft): void {
    for (const [name, { task }] of this.#underWay) if (isLeft(task, draft.task)) this.#underWay.delete(name);
    if (draft.place.has('async')) this.#start(draft);
    else if (draft.module?.name === 'await') this.#await(draft);
  }

  #start(draft: TaskDraft): void {
    const { task, place, module } = draft;
    const { span, keySpan } = place.at('async');
    if (module && IN_PLACE.has(module.name)) {
      const hint = 'leave async: out';
      const message = `"${module.name}" cannot go on in the background`;
      this.#faults.add('async', message, { span: keySpan, hint });
    } else checkBeside(draft, this.#faults);
    if (task.async === undefined) return;
    if (!isVariableName(task.async)) {
      const hint = 'write a name such as image; await: has the result by it';
      this.#faults.add('async', `"${task.async}" is no name for a task in the background`, { span, hint });
    }
    const earlier = this.#underWay.get(task.async);
    if (earlier) {
      const hint = 'await it before, or choose another name; await: takes a list, too';
      const message = `"${task.async}" goes on already, since ${describeLine(earlier, span)}`;
      this.#faults.add('async-again', message, { span, hint });
    }
    this.#started.add(task.async);
    this.#underWay.set(task.async, draft);
  }

  #await(draft: TaskDraft): void {
    const { place } = draft;
    for (const key of place.keys().filter((one) => !BESIDE_AWAIT.has(one))) {
      const others = [...BESIDE_AWAIT].slice(1).join(', ');
      const hint = `say it of the task with async:; beside await: stand ${others}`;
      const span = place.at(key).keySpan;
      this.#faults.add('await', `"${key}" means nothing for a task that awaits others`, { span, hint });
    }
    const names = listAwaited(draft);
    if (names) for (const name of names) this.#awaitOne(name);
    else {
      const { span } = place.at('await');
      const hint = 'write the names that async: gives';
      this.#faults.add('await', 'what is awaited is no template', { span, hint });
    }
  }

  #awaitOne({ name, span }: AwaitedName): void {
    this.#underWay.delete(name);
    if (this.#started.has(name)) return;
    const later = this.#tasks.find(({ task }) => task.async === name);
    const hint = later
      ? `it is started later, by the task of ${describeLine(later, span)}`
      : (hintNearest(name, this.#started) ?? 'write async: with this name on the task to be awaited');
    this.#faults.add('unknown-async', `no earlier task of this play starts "${name}"`, { span, hint });
  }
}

function describeLine({ place }: TaskDraft, from: Span): string {
  const { file, line } = place.span;
  return file === from.file ? `line ${line}` : `${file}:${line}`;
}

/** What goes on is awaited where its section ends, and the innermost part of a block that it stands in. */
function isLeft(before: TaskDraft['task'], next: TaskDraft['task']): boolean {
  const inner = before.blocks.at(-1);
  const isIn = next.blocks.some(({ block, part }) => block === inner?.block && part === inner.part);
  return before.section !== next.section || (inner !== undefined && !isIn);
}

/** Some words a task may have from its block or play as well. */
function checkBeside({ task, place }: TaskDraft, faults: Faults): void {
  const has: Readonly<Record<string, boolean>> = {
    run_once: task.runOnce,
    throttle: task.throttle !== undefined,
  };
  for (const [key, hint] of Object.entries(REFUSED)) {
    if (!place.has(key) && has[key] !== true) continue;
    const span = place.at(place.has(key) ? key : 'async').keySpan;
    faults.add('async', `"${key}" means nothing for a task in the background`, { span, hint });
  }
}
