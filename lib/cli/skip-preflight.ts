import { DiagnosticsError, fault } from '../core/diagnostic.ts';
import { hintNearest } from '../core/nearest.ts';
import { CODES } from '../modules/k3s/shared/preflight/finding.ts';
import type { Playbook } from '../playbook/model.ts';

/** The input of the bundled playbooks that the flag sets. */
const INPUT = 'skip_preflight';

/** What `--skip-preflight` sets: nothing where it is not given. Refuses codes that no preflight finds. */
export function skipPreflight(codes: readonly string[] | undefined): Readonly<Record<string, unknown>> {
  if (codes === undefined) return {};
  const known: readonly string[] = CODES;
  const faults = codes
    .filter((code) => !known.includes(code))
    .map((code) =>
      fault('cli/skip-preflight', `--skip-preflight ${code}: the preflight has no such finding`, {
        hint: hintNearest(code, CODES) ?? `known: ${CODES.join(', ')}`,
      }),
    );
  if (faults.length > 0) throw new DiagnosticsError(faults);
  return { [INPUT]: codes };
}

/** A flag that nobody heeds is a mistake. */
export function checkSkipPreflight(
  codes: readonly string[] | undefined,
  playbooks: readonly Playbook[],
): void {
  if (codes === undefined) return;
  if (playbooks.some(({ plays }) => plays.some(({ inputs }) => INPUT in inputs))) return;
  throw new DiagnosticsError([
    fault('cli/skip-preflight', `--skip-preflight: none of these playbooks has an input ${INPUT}`, {
      hint: 'preflight.yml and ha.yml have',
    }),
  ]);
}
