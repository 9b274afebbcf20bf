import { digestValue } from '../core/digest.ts';
import { K3Error } from '../core/errors.ts';
import type { Step } from '../modules/step.ts';
import type { Listener } from './events.ts';
import { identifySteps, lastingFound, type Sighting, type Witness } from './witness.ts';

interface StepHashes {
  readonly told: string | null;
  readonly payload: string | null;
}

/** What a dry run announced of a task, or of one item of its loop, on a host. Tasks that would do nothing have none. */
export interface PlannedTask {
  readonly host: string;
  /** Id of the task. */
  readonly task: string;
  readonly name: string;
  readonly index: number;
  /** Which time the host came to it: a task that is included twice is two. */
  readonly turn: number;
  /** Whether the dry run could not know what it will do: it may do anything then. */
  readonly unknown: boolean;
  /** Keyed hashes of what was found, by the name of the read. */
  readonly found: Readonly<Record<string, string>>;
  /** Keyed hashes of what is told of each step and of what goes to the host; null is what cannot be known. */
  readonly steps: readonly StepHashes[];
  /** The steps as people read them, secrets masked. */
  readonly told: readonly string[];
}

/** Listens to a dry run and keeps what it announces. */
export class PlanRecorder {
  readonly #key: Buffer;
  readonly #tasks = new Map<string, PlannedTask>();
  /** Where those of a host and a task are. */
  readonly #places = new Map<string, string[]>();

  constructor(key: Buffer) {
    this.#key = key;
  }

  get tasks(): readonly PlannedTask[] {
    return [...this.#tasks.values()];
  }

  readonly witness: Witness = (sighting) => {
    if (sighting.steps.length > 0) this.#keep(sighting);
  };

  /** What is told of a task comes after what was seen of it, and is redacted. */
  readonly listen: Listener = (event) => {
    if (event.kind !== 'task-ended') return;
    const { host, task, status, steps } = event;
    const seen = this.#seen({ host, task: task.id });
    const told = steps.map(({ subject, from, to }) => `${subject}: ${from} → ${to}`);
    const last = seen.at(-1);
    if (last?.told.length === 0) this.#put({ ...last, told });
    if (status !== 'unknown') return;
    const nothing = { name: task.name, found: {}, steps: [], told };
    const unknowns = seen.length > 0 ? seen : [{ host, task: task.id, index: 0, turn: 0, ...nothing }];
    for (const one of unknowns)
      this.#put({ ...one, told: one.told.length > 0 ? one.told : told, unknown: true });
  };

  #keep({ host, task, index, reads, found, steps }: Sighting): void {
    const place = { host, task: task.id, index };
    const turn = this.#seen(place).filter((one) => one.index === index).length;
    const lasting = Object.entries(lastingFound({ reads, found }));
    this.#put({
      ...{ ...place, turn, name: task.name, unknown: false, told: [] },
      found: Object.fromEntries(lasting.map(([name, answer]) => [name, digestValue(answer, this.#key)])),
      steps: hashSteps(steps, this.#key),
    });
  }

  #seen(of: Pick<Place, 'host' | 'task'>): readonly PlannedTask[] {
    return (this.#places.get(groupOf(of)) ?? []).flatMap((place) => this.#tasks.get(place) ?? []);
  }

  #put(task: PlannedTask): void {
    const place = placeOf(task);
    if (!this.#tasks.has(place)) addTo(this.#places, groupOf(task), place);
    this.#tasks.set(place, task);
  }
}

/** A task of which the host has moved since it was planned. */
export interface Moved {
  readonly host: string;
  readonly task: string;
  readonly name: string;
  readonly what: string;
}

/** What is not any more as it was planned. */
export function findMoved(planned: readonly PlannedTask[], now: readonly PlannedTask[]): readonly Moved[] {
  const before = new Map(planned.map((task) => [placeOf(task), task]));
  const after = new Map(now.map((task) => [placeOf(task), task]));
  const all = new Map([...before, ...after]);
  return [...all].flatMap(([place, { host, task, name }]) => {
    const what = describeMove(before.get(place), after.get(place));
    return what === undefined ? [] : [{ host, task, name, what }];
  });
}

function describeMove(before: PlannedTask | undefined, after: PlannedTask | undefined): string | undefined {
  if (!before) return `it would do now, and not when it was planned: ${listSteps(after)}`;
  if (!after) return `it has nothing to do any more; planned was ${listSteps(before)}`;
  if (JSON.stringify(before.steps) !== JSON.stringify(after.steps))
    return `it was to do ${listSteps(before)}; it would do now ${listSteps(after)}`;
  const names = new Set([...Object.keys(before.found), ...Object.keys(after.found)]);
  const moved = [...names].filter((name) => before.found[name] !== after.found[name]);
  return moved.length === 0 ? undefined : `what it found is another now: ${moved.join(', ')}`;
}

function listSteps(task: PlannedTask | undefined): string {
  const told = task?.told ?? [];
  return told.length === 0 ? 'what cannot be told' : told.join(', ');
}

/** Lets only those steps be taken that were planned; what could not be known may be anything. */
export function admitPlanned(planned: readonly PlannedTask[], key: Buffer): Witness {
  const free = new Set(planned.filter(({ unknown }) => unknown).map(groupOf));
  const byPlace = new Map<string, PlannedTask[]>();
  for (const one of planned) addTo(byPlace, `${groupOf(one)}\n${one.index}`, one);
  return (sighting) => {
    const { host, task, index } = sighting;
    const group = groupOf({ host, task: task.id });
    if (free.has(group)) return;
    const steps = hashSteps(sighting.steps, key);
    const wanted = byPlace.get(`${group}\n${index}`) ?? [];
    if (wanted.some((one) => areThose(steps, one.steps))) return;
    throw new K3Error(`what it would do on ${host} is not what was planned; nothing of it was done`, {
      kind: 'module',
      code: 'run/not-as-planned',
      hint: 'plan again',
    });
  };
}

function hashSteps(steps: readonly Step[], key: Buffer): readonly StepHashes[] {
  const hash = (value: unknown): string | null => (value === undefined ? null : digestValue(value, key));
  return identifySteps(steps).map(({ told, payload }) => ({ told: hash(told), payload: hash(payload) }));
}

/** Whether steps are those planned, as far as that could be known. */
function areThose(steps: readonly StepHashes[], planned: readonly StepHashes[]): boolean {
  const isThat = (now: string | null, then: string | null): boolean => then === null || now === then;
  return (
    steps.length === planned.length &&
    planned.every(
      ({ told, payload }, at) =>
        isThat(steps[at]?.told ?? null, told) && isThat(steps[at]?.payload ?? null, payload),
    )
  );
}

type Place = Pick<PlannedTask, 'host' | 'task' | 'index'>;

function groupOf({ host, task }: Pick<Place, 'host' | 'task'>): string {
  return `${host}\n${task}`;
}

function addTo<T>(groups: Map<string, T[]>, group: string, member: T): void {
  const members = groups.get(group);
  if (members) members.push(member);
  else groups.set(group, [member]);
}

function placeOf({ host, task, index, turn }: Place & Pick<PlannedTask, 'turn'>): string {
  return [host, task, index, turn].join('\n');
}
