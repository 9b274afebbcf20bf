// Prints `N passed, N failed`, summed from what every run of mocha wrote itself. Whatever went wrong without
// being counted (a check, a stage that broke off, no results at all) counts as one failure each.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listStages, RESULTS } from './stages.ts';

/** What results-reporter.cjs writes. */
interface Results {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

function readJson(path: string): unknown {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}

const outcome = readJson(join(RESULTS, 'stages.json')) as { readonly failed: readonly string[] } | undefined;
const total = { passed: 0, failed: 0, skipped: 0 };
for (const { name, results } of listStages({ quick: false })) {
  const counts = results === undefined ? undefined : (readJson(results) as Results | undefined);
  const brokeOff = results !== undefined && counts === undefined;
  const unexplained = outcome?.failed.includes(name) === true && (counts?.failed ?? 0) === 0;
  total.passed += counts?.passed ?? 0;
  total.failed += (counts?.failed ?? 0) + (brokeOff || unexplained ? 1 : 0);
  total.skipped += counts?.skipped ?? 0;
}
if (!outcome && total.failed === 0) total.failed = 1;

console.log(
  `${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`,
);
process.exitCode = total.failed > 0 ? 1 : 0;
