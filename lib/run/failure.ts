import { K3Error, messageOf, type FailureKind } from '../core/errors.ts';
import type { Task } from '../playbook/model.ts';
import type { Failure } from './events.ts';

const UNREACHABLE: ReadonlySet<FailureKind> = new Set(['unreachable', 'auth', 'lost']);

/** A failure as it is told: the cause's words first, each layer's after it. */
export function describeError(error: unknown): Failure {
  if (error instanceof K3Error) {
    const cause = error.cause === undefined ? '' : `: ${messageOf(error.cause)}`;
    const message = error.message.includes(messageOf(error.cause)) ? error.message : error.message + cause;
    return { kind: error.kind, code: error.code, message, hint: error.hint };
  }
  if (error instanceof Error && error.name === 'AbortError') {
    return { kind: 'interrupted', code: 'run/interrupted', message: 'interrupted' };
  }
  return { kind: 'internal', code: 'run/internal', message: messageOf(error) };
}

/** Whether a task says that such a failure of it is none. */
export function isIgnored(
  { ignoreErrors, ignoreUnreachable }: Pick<Task, 'ignoreErrors' | 'ignoreUnreachable'>,
  failure: Failure,
): boolean {
  return isUnreachable(failure) ? ignoreUnreachable : ignoreErrors;
}

/** Whether a failure means that the host cannot be talked to, rather than that a task failed on it. */
export function isUnreachable({ kind }: Failure): boolean {
  return UNREACHABLE.has(kind);
}

/** Whether there is no such user on the host, which an earlier task may yet make. */
export function isMissingUser(error: unknown): boolean {
  return error instanceof K3Error && error.code === 'connection/no-such-user';
}
