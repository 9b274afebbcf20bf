import { Unknown } from '../core/unknown.ts';
import type { HostRead, Read, Reads } from '../modules/read.ts';
import { askHost, Batch } from './ask-host.ts';
import type { Place } from './place.ts';

/** Reads of a round that has yet to come, and where it will ask them. */
export interface Foreseen {
  readonly reads: readonly HostRead<unknown>[];
  readonly place: Place;
}

/** The next rounds on the host, so many of them; without it nothing is read ahead and no such answer is taken. */
export type Foresee = (reach: number) => Promise<readonly Foreseen[]>;

type Found = Readonly<Record<string, unknown>>;

/**
 * Answers all reads of a task: in check mode by what an earlier step would have led to, then by what was read
 * ahead, else by the host, in one round trip. What the rounds to come will ask goes along with it.
 */
export async function askReads(reads: Reads, place: Place, foresee?: Foresee): Promise<Found> {
  place.signal.throwIfAborted();
  const named = Object.entries(reads);
  const known = named.map(([, read]) => answerWithoutHost(read, place) ?? takeAhead(read, place, foresee));
  const waiting = named.filter(([, { staleAfter }]) => staleAfter === 'at-once');
  const waits = waiting.length > 0;
  const isSteady = !place.session.ahead.machine.isHeld;
  const mayReadAhead =
    isSteady && known.includes(undefined) && waiting.every(([, { kind }]) => kind === 'host');
  const coming = mayReadAhead && foresee ? await lookAhead(place, foresee) : [];
  if (waits) disturb(place);
  if (waiting.some(([, { kind }]) => kind === 'host')) place.session.waits += 1;
  try {
    // All in one turn of the event loop, so that it travels together; what is due now goes first.
    const batch = new Batch();
    const answers = named.map(([, read], index) => known[index] ?? askNow(read, place, batch));
    for (const round of coming) {
      if (!waits) askAhead(round, { batch, ownWaits: 0 });
      // One user's reads are answered in the order asked: after the wait, that is.
      else if (round.place.user === place.user) askAhead(round, { batch, ownWaits: 1 });
    }
    batch.send();
    const found = await Promise.all(answers);
    return Object.fromEntries(named.map(([name], index) => [name, found[index]]));
  } finally {
    if (waits) disturb(place);
  }
}

/** One answer, asked of the host now unless check mode knows better. */
export async function askRead<A>(read: Read<A>, place: Place): Promise<A> {
  place.signal.throwIfAborted();
  const known = answerWithoutHost(read, place);
  return known || read.kind === 'here' ? (known as Promise<A>) : askHost(read, place);
}

/** What was found, with what the steps since then predict laid over it. */
export function overlayPredicted(reads: Reads, found: Found, place: Place): Found {
  const now = Object.entries(reads).map(([name, read]) => {
    const predicted = predictedAnswer(read, place);
    return [name, predicted ? predicted.answer : found[name]] as const;
  });
  return Object.fromEntries(now);
}

/**
 * Told before and after whatever may change something: what was read ahead on the host, and elsewhere of more
 * than one host, is not to be relied on any more.
 */
export function disturb({ session, epochs }: Pick<Place, 'session' | 'epochs'>): void {
  session.ahead.machine.advance();
  epochs.steps.advance();
}

/** What a dry run foresees, or this machine knows; undefined where the host is to be asked. */
function answerWithoutHost<A>(read: Read<A>, place: Place): Promise<A> | undefined {
  const predicted = predictedAnswer(read, place);
  if (predicted) return Promise.resolve(predicted.answer as A);
  return read.kind === 'here' ? read.ask(place.signal, place.files) : undefined;
}

function predictedAnswer(
  read: Read<unknown>,
  { check, predicted, announced }: Place,
): { readonly answer: unknown } | undefined {
  if (!check) return undefined;
  if (predicted.has(read.key)) return { answer: predicted.get(read.key) };
  if (read.kind === 'here' || !read.beyondHost || announced.first === undefined) return undefined;
  const why = new Unknown(`what comes before it changes it: ${announced.first}`);
  return { answer: read.unsure ? read.unsure(why) : why };
}

function takeAhead(read: Read<unknown>, place: Place, foresee?: Foresee): Promise<unknown> | undefined {
  if (!foresee || read.kind === 'here') return undefined;
  const answer = place.session.ahead.take(read, place);
  return answer?.catch(() => askRead(read, place));
}

function lookAhead({ session }: Place, foresee: Foresee): Promise<readonly Foreseen[]> {
  session.ahead.begin();
  return foresee(session.ahead.reach);
}

function askNow(read: Read<unknown>, place: Place, batch: Batch): Promise<unknown> {
  return read.kind === 'here' ? read.ask(place.signal, place.files) : batch.ask(read, place);
}

function askAhead(
  { reads, place }: Foreseen,
  { batch, ownWaits }: { readonly batch: Batch; readonly ownWaits: number },
): void {
  const { session, user, environment, epochs } = place;
  const asker = { user, environment, steps: epochs.steps, ownWaits };
  for (const read of reads) session.ahead.want(read, { ...asker, ask: () => batch.ask(read, place) });
}
