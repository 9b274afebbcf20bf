import { K3Error } from '../core/errors.ts';
import { Unknown } from '../core/unknown.ts';
import type { Read, Reads } from '../modules/read.ts';
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
}

/** What a dry run has announced so far, on whatever host. */
export interface Announced {
  /** The subject of the first change; undefined while there is none. */
  first: string | undefined;
}

/** Asks all reads of a task at once: the shell answers them in one round trip. */
export async function askReads(reads: Reads, place: Place): Promise<Readonly<Record<string, unknown>>> {
  const answers = await Promise.all(
    Object.entries(reads).map(async ([name, read]) => [name, await askRead(read, place)] as const),
  );
  return Object.fromEntries(answers);
}

/** One answer: in check mode what an earlier step would have led to, else the host's own. */
export async function askRead<A>(read: Read<A>, place: Place): Promise<A> {
  const { session, user, check, signal } = place;
  signal.throwIfAborted();
  if (check && session.predicted.has(read.key)) return session.predicted.get(read.key) as A;
  if (read.kind === 'here') return read.ask(signal);
  if (check && read.beyondHost && place.announced.first !== undefined) {
    return new Unknown(`what comes before it changes it: ${place.announced.first}`) as A;
  }
  const timeoutMs = read.timeoutMs ?? place.timeoutMs ?? READ_TIMEOUT_MS;
  const output = await session.connection.run(read.script, { stdin: read.stdin, user, timeoutMs, signal });
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
