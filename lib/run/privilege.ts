import type { Play, Task } from '../playbook/model.ts';
import type { HostSession } from './host-session.ts';

/** The user whose privileges a task takes on a host; undefined is the login user. The nearest word wins. */
export function userOf(
  play: Play,
  { host }: HostSession,
  task?: Pick<Task, 'become' | 'becomeUser'>,
): string | undefined {
  const { become, becomeUser } = host.connection;
  const isAsked = task?.become ?? play.become ?? become ?? false;
  return isAsked ? (task?.becomeUser ?? play.becomeUser ?? becomeUser ?? 'root') : undefined;
}
