import { MASK } from '../core/secret.ts';
import type { TaskRef } from './events.ts';

/** A round that an earlier run did, and that nothing but what that run told knows of. */
export interface DoneRound {
  /** The run in which it was done. */
  readonly run: string;
  readonly host: string;
  readonly task: TaskRef;
  /** By `numberTasks`. */
  readonly place: string;
  /** Of a loop. */
  readonly index: number | undefined;
  /** What the item of the loop is called; undefined where that is not told. */
  readonly label: string | undefined;
  /** As registered, in so far as it was told. */
  readonly result: Readonly<Record<string, unknown>> | undefined;
}

/** A round of which is asked whether it was done. */
export interface AskedRound extends Pick<DoneRound, 'place' | 'index' | 'label'> {
  /** On any of these; undefined is on whichever it was. */
  readonly hosts: readonly string[] | undefined;
}

/** Rounds that were done, by host and task. */
export class DoneRounds<R extends DoneRound> {
  readonly #hosts = new Map<string, Map<string, R[]>>();

  get all(): readonly R[] {
    return [...this.#hosts.values()].flatMap((places) => [...places.values()].flat());
  }

  add(round: R): void {
    const places = this.#hosts.get(round.host) ?? new Map<string, R[]>();
    this.#hosts.set(round.host, places);
    const known = places.get(round.place);
    if (known) known.push(round);
    else places.set(round.place, [round]);
  }

  at(host: string, place: string): readonly R[] {
    return this.#hosts.get(host)?.get(place) ?? [];
  }

  /** The same item of a loop is the one of the same name, wherever the list has it by now. */
  find(asked: AskedRound, isMeant: (round: R) => boolean = () => true): R | undefined {
    const { hosts = [...this.#hosts.keys()], place, index, label } = asked;
    const there = hosts.flatMap((host) => this.at(host, place)).filter(isMeant);
    const same = there.find((round) => round.index === index && round.label === label);
    if (same || label === undefined || label.includes(MASK)) return same;
    return there.find((round) => round.label === label);
  }

  drop(round: R): void {
    const rounds = this.#hosts.get(round.host)?.get(round.place) ?? [];
    rounds.splice(rounds.indexOf(round), 1);
  }

  /** Forgets all of a host that stands at such places. */
  dropAt(host: string, isMeant: (place: string) => boolean): void {
    const places = this.#hosts.get(host);
    for (const place of places?.keys() ?? []) if (isMeant(place)) places?.delete(place);
  }
}
