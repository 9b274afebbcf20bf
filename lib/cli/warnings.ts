import { describeDiagnostic, type Diagnostic } from '../core/diagnostic.ts';

/** What is worth telling, and stops nothing. */
export function tellWarnings(warnings: readonly Diagnostic[] = []): void {
  for (const warning of warnings) process.stderr.write(`${describeDiagnostic(warning)}\n`);
}
