import { setTimeout as delay } from 'node:timers/promises';
import type { Lane } from '../connection/connection.ts';
import { sh, type Script } from '../connection/sh.ts';
import { K3Error } from '../core/errors.ts';
import { FIND_UID } from '../modules/shared/effective-user.ts';
import type { HostSession } from './host-session.ts';

/** Who runs: told to others who find a host locked. */
export interface Owner {
  /** Of this run alone; hosts of the inventory that are one machine share its lock. */
  readonly runId: string;
  /** `alice@desk` */
  readonly name: string;
}

/** Root's. */
const LOCK_FILE = '/run/k3play.lock';

/*
 * Held by a descriptor of the long-lived shell, so that it ends with the connection, however that ends. The
 * shell must not exit: `exec` and `:` would end it where a redirection fails, so that is looked at before.
 * Root's lock is one for all who become root; other users' are their own. It is taken alone, and then shared with the
 * other shells of the run: those of hosts that are one machine, and those of tasks in the background.
 */
function takeLock({ runId, name }: Owner, file: string): Script {
  const words = `${runId} ${name} since ${new Date().toISOString()}`;
  return sh`${FIND_UID}
k3play_lock=${file} k3play_holder=
[ "$k3play_uid" = 0 ] || k3play_lock=/tmp/k3play-$k3play_uid.lock
[ -e "$k3play_lock" ] || (umask 077; : >"$k3play_lock") 2>/dev/null
if ! command -v flock >/dev/null || [ ! -O "$k3play_lock" ] || [ -L "$k3play_lock" ]; then echo none
else
  exec 9<"$k3play_lock"
  if flock -n 9 && flock -s -n 9; then echo ${words} >"$k3play_lock"; echo taken
  else
    read -r k3play_holder <"$k3play_lock"; echo "held $k3play_holder"
    case $k3play_holder in ${runId}' '*) flock -s -n 9;; *) exec 9<&-;; esac
  fi
fi`;
}

/*
 * Who has taken the lock writes its name a moment later, and one whose connection ends lets go a moment later:
 * only who still has it then is another run.
 */
const TRIES = 5;
const PAUSE_MS = 200;

/** Locks a host against other runs until its connection ends. Throws K3Error `run/locked` naming who has it. */
export async function lockHost(
  session: HostSession,
  options: {
    readonly owner: Owner;
    readonly user: string | undefined;
    readonly signal: AbortSignal;
    /** Root's lock on the host. */
    readonly file?: string;
  },
): Promise<void> {
  const { owner, user, signal, file = LOCK_FILE } = options;
  for (let left = TRIES; ; left -= 1) {
    const output = await session.connection.run(takeLock(owner, file), { inShell: true, user, signal });
    const [state, runId, ...words] = output.stdout.toString('utf8').trim().split(' ');
    if (state !== 'held' || runId === owner.runId) return;
    if (left === 1) throw lockedError(session.name, words.join(' '));
    await delay(PAUSE_MS, undefined, { signal });
  }
}

/** Holds the lock of the run in the shell of a lane too: what goes on there may outlive the shell that has it. */
export async function joinLock(
  session: HostSession,
  options: {
    readonly owner: Owner;
    readonly user: string | undefined;
    readonly lane: Lane;
    readonly signal: AbortSignal;
    readonly file?: string;
  },
): Promise<void> {
  const { owner, file = LOCK_FILE, ...place } = options;
  await session.connection.run(takeLock(owner, file), { inShell: true, ...place });
}

function lockedError(host: string, holder: string): K3Error {
  return new K3Error(`${host} is being changed by another run: ${holder}`, {
    kind: 'module',
    code: 'run/locked',
    hint: 'wait until it has ended; the lock ends with its connection',
  });
}
