import { readFacts } from '../modules/facts-read.ts';
import { NO_FACTS, type Facts } from '../modules/facts.ts';
import type { Module } from '../modules/define.ts';
import { askRead } from './ask.ts';
import type { Place } from './place.ts';
import type { HostSession } from './host-session.ts';
import type { Machines } from './machines.ts';

/** Asks a host what it is, and keeps it. */
export async function gatherFacts(place: Place, machines: Machines): Promise<Facts> {
  const { session } = place;
  const facts = await askRead(readFacts(), {
    ...place,
    user: undefined,
    environment: undefined,
    check: false,
  });
  session.facts = facts;
  session.ahead.machine = machines.epochOf(facts);
  return facts;
}

/** The facts that a module may look at, where they are known or not needed. */
export function factsFor({ withoutFacts }: Module, { facts }: HostSession): Facts | undefined {
  return facts ?? (withoutFacts ? NO_FACTS : undefined);
}
