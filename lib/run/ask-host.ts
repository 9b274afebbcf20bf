import type { Output } from '../connection/connection.ts';
import { K3Error } from '../core/errors.ts';
import type { HostRead, ReadGroup } from '../modules/read.ts';
import { environmentFor } from './environment.ts';
import type { Place } from './place.ts';

const READ_TIMEOUT_MS = 120_000;

/** Asks one read of the host. Throws K3Error. */
export async function askHost<A>(read: HostRead<A>, place: Place): Promise<A> {
  const { session, user, lane, signal } = place;
  const { nature = 'read', stdin } = read;
  const output = await session.connection.run(read.script, {
    nature,
    stdin,
    user,
    lane,
    environment: environmentFor(nature, place),
    timeoutMs: timeoutOf(read, place),
    signal,
  });
  session.users.add(user);
  return parseAnswer(read, output);
}

interface Member {
  readonly read: HostRead<unknown>;
  readonly place: Place;
  readonly resolve: (answer: Promise<unknown>) => void;
}

/** Reads of one host that travel together. Those that allow it are asked by one script, when all are there. */
export class Batch {
  readonly #groups = new Map<string, Member[]>();

  ask(read: HostRead<unknown>, place: Place): Promise<unknown> {
    const { together } = read;
    if (!together) return askHost(read, place);
    const key = `${place.user ?? ''}\n${place.environment?.key ?? ''}\n${together.group.name}`;
    const members = this.#groups.get(key) ?? [];
    this.#groups.set(key, members);
    return new Promise((resolve) => members.push({ read, place, resolve }));
  }

  send(): void {
    for (const members of this.#groups.values()) {
      const [first] = members;
      const group = first?.read.together?.group;
      if (members.length > 1 && group) askTogether(group, members);
      else if (first) first.resolve(askHost(first.read, first.place));
    }
  }
}

/** What cannot be answered together is asked alone, and told then. */
function askTogether(group: ReadGroup, members: readonly Member[]): void {
  const outputs = runTogether(group, members).catch((): readonly undefined[] => []);
  for (const [index, { read, place, resolve }] of members.entries()) {
    resolve(
      outputs.then((all) => {
        const output = all[index];
        return output ? parseAnswer(read, output) : askHost(read, place);
      }),
    );
  }
}

async function runTogether(
  group: ReadGroup,
  members: readonly Member[],
): Promise<readonly (Output | undefined)[]> {
  const [{ place } = {}] = members;
  if (!place) return [];
  const parts = members.map(({ read }) => read.together?.part ?? '');
  const { session, user, lane, signal } = place;
  const timeoutMs = Math.max(...members.map((member) => timeoutOf(member.read, member.place)));
  const output = await session.connection.run(group.build(parts), {
    nature: 'read',
    user,
    lane,
    environment: environmentFor('read', place),
    timeoutMs,
    signal,
  });
  if (output.code !== 0 || output.truncated) return [];
  session.users.add(user);
  return group.split(output, parts.length);
}

function timeoutOf(read: HostRead<unknown>, place: Place): number {
  return read.timeoutMs ?? place.timeoutMs ?? READ_TIMEOUT_MS;
}

function parseAnswer<A>(read: HostRead<A>, output: Output): A {
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
