import { K3Error } from '../core/errors.ts';
import { printable } from './printable.ts';

export function lostError(host: string, cause?: unknown): K3Error {
  return new K3Error(`${host}: the connection was lost`, { kind: 'lost', code: 'connection/lost', cause });
}

export function closedError(host: string): K3Error {
  return new K3Error(`${host}: the connection is closed`, { kind: 'lost', code: 'connection/closed' });
}

export function interruptedError(host: string, what: string): K3Error {
  return new K3Error(`${host}: ${what} was interrupted`, {
    kind: 'interrupted',
    code: 'connection/interrupted',
  });
}

export function timeoutError(host: string, timeoutMs: number): K3Error {
  return new K3Error(`${host}: the script did not end within ${timeoutMs / 1000} s and was stopped`, {
    kind: 'timeout',
    code: 'connection/timeout',
  });
}

export function shellEndedError(host: string): K3Error {
  return new K3Error(`${host}: the script ended the shell that ran it; what it did is not known`, {
    kind: 'lost',
    code: 'connection/shell-ended',
  });
}

export function stuckError(host: string): K3Error {
  return new K3Error(`${host}: a script could not be stopped; its shell was given up`, {
    kind: 'lost',
    code: 'connection/stuck',
    hint: 'look on the host for a process in uninterruptible sleep (state D)',
  });
}

export function noSpaceError(host: string, where: string): K3Error {
  return new K3Error(`${host}: no space left for ${where}`, {
    kind: 'module',
    code: 'connection/no-space',
    hint: 'free some space on the host; what was there before is unchanged',
  });
}

export interface RefusedShell {
  readonly user: string;
  /** What was printed instead. */
  readonly said: string;
  readonly how?: string | undefined;
}

export function shellRefusedError(host: string, { user, said, how }: RefusedShell): K3Error {
  const words = printable(said);
  const message = `${host}: no shell could be started for ${user}${how ? ` ${how}` : ''}`;
  return new K3Error(`${message}${words ? `; the host said: ${words}` : ''}`, {
    kind: 'auth',
    code: 'connection/shell-refused',
    hint: 'the login shell or its start-up files on the host end, hang, or forbid commands',
  });
}
