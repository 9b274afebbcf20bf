import { K3Error } from '../core/errors.ts';
import { Unknown } from '../core/unknown.ts';
import type { HostRead, Read, Reads } from '../modules/read.ts';
import type { Epochs } from './epoch.ts';
import type { HostSession } from './host-session.ts';

const READ_TIMEOUT_MS = 120_000;

/** Where and how the reads and steps of one task run. */
export interface Place {
  readonly session: HostSession;
  /** The user to become; undefined is the login user. */
  readonly user: string | undefined;
  readonly check: boolean;
  readonly signal: AbortSignal;
  readonly timeoutMs: number | undefined;
  readonly announced: Announced;
  readonly epochs: Epochs;
}

/** What a dry run has announced so far, on whatever host. */
export interface Announced {
  /** The subject of the first change; undefined while there is none. */
  first: string | undefined;
}

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
  const mayReadAhead = known.includes(undefined) && waiting.every(([, { kind }]) => kind === 'host');
  const coming = mayReadAhead && foresee ? await lookAhead(place, foresee) : [];
  if (waits) disturb(place);
  if (waiting.some(([, { kind }]) => kind === 'host')) place.session.waits += 1;
  try {
    // All in one turn of the event loop, so that it travels together; what is due now goes first.
    const answers = named.map(([, read], index) => known[index] ?? askRead(read, place));
    for (const round of coming) {
      if (!waits) askAhead(round, { ownWaits: 0 });
      // One user's reads are answered in the order asked: after the wait, that is.
      else if (round.place.user === place.user) askAhead(round, { ownWaits: 1 });
    }
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
export function disturb({ session, epochs }: Place): void {
  session.ahead.machine.advance();
  epochs.steps.advance();
}

/** What a dry run foresees, or this machine knows; undefined where the host is to be asked. */
function answerWithoutHost<A>(read: Read<A>, place: Place): Promise<A> | undefined {
  const predicted = predictedAnswer(read, place);
  if (predicted) return Promise.resolve(predicted.answer as A);
  return read.kind === 'here' ? read.ask(place.signal) : undefined;
}

function predictedAnswer(
  read: Read<unknown>,
  { session, check, announced }: Place,
): { readonly answer: unknown } | undefined {
  if (!check) return undefined;
  if (session.predicted.has(read.key)) return { answer: session.predicted.get(read.key) };
  if (read.kind === 'here' || !read.beyondHost || announced.first === undefined) return undefined;
  return { answer: new Unknown(`what comes before it changes it: ${announced.first}`) };
}

function takeAhead(read: Read<unknown>, place: Place, foresee?: Foresee): Promise<unknown> | undefined {
  if (!foresee || read.kind === 'here') return undefined;
  const answer = place.session.ahead.take(read, place.user);
  return answer?.catch(() => askRead(read, place));
}

function lookAhead({ session }: Place, foresee: Foresee): Promise<readonly Foreseen[]> {
  session.ahead.begin();
  return foresee(session.ahead.reach);
}

function askAhead({ reads, place }: Foreseen, { ownWaits }: { readonly ownWaits: number }): void {
  const { session, user, epochs } = place;
  for (const read of reads) {
    session.ahead.want(read, { user, steps: epochs.steps, ownWaits, ask: () => askHost(read, place) });
  }
}

async function askHost<A>(read: HostRead<A>, { session, user, timeoutMs, signal }: Place): Promise<A> {
  const output = await session.connection.run(read.script, {
    stdin: read.stdin,
    nature: read.nature ?? 'read',
    user,
    timeoutMs: read.timeoutMs ?? timeoutMs ?? READ_TIMEOUT_MS,
    signal,
  });
  session.users.add(user);
  try {
    return read.parse(output);
  } catch (cause) {
    if (cause instanceof K3Error) throw cause;
    throw new K3Error(`the answer to "${read.key}" makes no sense`, {
      kind: 'module',
      code: 'run/unreadable-answer',
      cause,
    });
  }
}
