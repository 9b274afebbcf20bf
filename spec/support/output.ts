import type { Output } from '../../lib/connection/connection.ts';

/** What a command printed, and the code it ended with. */
export function printed(stdout: string, { code = 0, stderr = '' } = {}): Output {
  return { code, stdout: Buffer.from(stdout), stderr: Buffer.from(stderr), truncated: false, durationMs: 1 };
}
