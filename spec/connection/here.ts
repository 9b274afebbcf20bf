import { K3Error, type FailureKind } from '../../lib/core/errors.ts';
import { HostConnection } from '../../lib/connection/host-connection.ts';
import { LocalTransport } from '../../lib/connection/local.ts';

/** Shells a host may have, as `HostConnection` names them. */
export const SHELL_COMMANDS: readonly string[] = ['dash', 'bash', 'bash --posix', 'busybox sh'];

/** A connection to this machine with a shell of one's choice, closed afterwards. */
export async function withConnection(
  shell: string,
  body: (connection: HostConnection) => Promise<void>,
): Promise<void> {
  const connection = new HostConnection(new LocalTransport('here'), { shell });
  try {
    await body(connection);
  } finally {
    await connection.close();
  }
}

/** For `assert.rejects`. */
export function failure(kind: FailureKind, code: string, words: RegExp = /./): (error: unknown) => boolean {
  return (error) =>
    error instanceof K3Error && error.kind === kind && error.code === code && words.test(error.message);
}

export function textOf(bytes: Buffer): string {
  return bytes.toString('utf8');
}
