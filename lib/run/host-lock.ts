import { sh, type Script } from '../connection/sh.ts';
import { K3Error } from '../core/errors.ts';
import type { HostSession } from './host-session.ts';

/** Who runs: told to others who find a host locked. */
export interface Owner {
  /** Of this run alone; hosts of the inventory that are one machine share its lock. */
  readonly runId: string;
  /** `alice@desk` */
  readonly name: string;
}

/*
 * Held by a descriptor of the long-lived shell, so that it ends with the connection, however that ends. The
 * shell must not exit: `exec` and `:` would end it where a redirection fails, so that is looked at before.
 * Root's lock is one for all who become root; other users' are their own.
 */
function takeLock({ runId, name }: Owner, file: string): Script {
  const words = `${runId} ${name} since ${new Date().toISOString()}`;
  return sh`if [ "$(id -u)" = 0 ]; then k3p_lock=${file}; else k3p_lock=/tmp/k3play-$(id -u).lock; fi
[ -e "$k3p_lock" ] || (umask 077; : >"$k3p_lock") 2>/dev/null
if ! command -v flock >/dev/null || [ ! -O "$k3p_lock" ] || [ -L "$k3p_lock" ]; then echo none
else
  exec 9<"$k3p_lock"
  if flock -n 9; then echo ${words} >"$k3p_lock"; echo taken
  else echo "held $(cat "$k3p_lock")"; exec 9<&-
  fi
fi`;
}

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
  const { owner, user, signal, file = '/run/k3play.lock' } = options;
  const output = await session.connection.run(takeLock(owner, file), { inShell: true, user, signal });
  const [state, runId, ...words] = output.stdout.toString('utf8').trim().split(' ');
  if (state !== 'held' || runId === owner.runId) return;
  throw new K3Error(`${session.name} is being changed by another run: ${words.join(' ')}`, {
    kind: 'module',
    code: 'run/locked',
    hint: 'wait until it has ended; the lock ends with its connection',
  });
}
