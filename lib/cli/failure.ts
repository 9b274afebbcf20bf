import { CommanderError } from 'commander';
import { describeDiagnostic, DiagnosticsError } from '../core/diagnostic.ts';
import { K3Error, messageOf } from '../core/errors.ts';

/** Says on stderr what went wrong and gives the exit code for it. */
export function failCommand(error: unknown, options: { readonly debug: boolean }): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 3;
  if (error instanceof DiagnosticsError) {
    for (const diagnostic of error.diagnostics) process.stderr.write(`${describeDiagnostic(diagnostic)}\n`);
    return 3;
  }
  if (error instanceof K3Error && error.kind !== 'internal') {
    const hint = error.hint ? ` (${error.hint})` : '';
    process.stderr.write(`k3play: ${error.message}${hint} [${error.code}]\n`);
    return error.kind === 'interrupted' ? 130 : error.kind === 'unreachable' ? 4 : 2;
  }
  process.stderr.write(`k3play: this is a bug of k3play, please report it: ${messageOf(error)}\n`);
  if (options.debug && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
  else process.stderr.write('Set K3PLAY_DEBUG=1 to see where it happened.\n');
  return 1;
}
