import type { Secret } from '../../core/secret.ts';
import { hostRead, type Read } from '../read.ts';
import { buildInvocation } from './invocation.ts';
import type { Readiness } from './readiness.ts';

/** Whether shell text exits 0 on the host. */
export function readCommand(command: string | Secret, timeoutMs: number): Read<Readiness> {
  const { script, stdin, digest } = buildInvocation(command, {});
  return hostRead<Readiness>({
    key: `ready:${digest()}`,
    script,
    nature: 'text',
    stdin,
    timeoutMs,
    staleAfter: 'at-once',
    parse({ code, signal, stdout, stderr }) {
      if (code === 0) return { kind: 'ready' };
      const said =
        (stderr.toString('utf8').trim() || stdout.toString('utf8').trim()).split('\n').at(-1) ?? '';
      const ended = code === null ? `ended by ${signal ?? 'a signal'}` : `exit code ${code}`;
      return { kind: 'not-yet', missing: said === '' ? ended : `${ended}: ${said}` };
    },
  });
}

/** What shell text prints on the host. */
export function readEvidence(text: string | Secret): Read<string> {
  const { script, stdin, digest } = buildInvocation(text, {});
  const parse = ({ stdout, stderr }: { stdout: Buffer; stderr: Buffer }): string =>
    `${stdout.toString('utf8')}${stderr.toString('utf8')}`;
  return hostRead({ key: `evidence:${digest()}`, script, nature: 'text', stdin, parse });
}
