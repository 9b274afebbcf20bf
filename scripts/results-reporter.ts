import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import Mocha from 'mocha';

export interface Results {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const { EVENT_RUN_END } = Mocha.Runner.constants;

/** What people read, as ever, and the counts in the file named by the reporter option `output`. */
class ResultsReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const { output } = (options.reporterOptions ?? {}) as { readonly output?: string };
    if (output === undefined) return;
    runner.once(EVENT_RUN_END, () => {
      const { passes: passed, failures: failed, pending: skipped } = this.stats;
      mkdirSync(dirname(output), { recursive: true });
      writeFileSync(output, JSON.stringify({ passed, failed, skipped } satisfies Results));
    });
  }
}

// Mocha takes a reporter as a default export only.
// eslint-disable-next-line no-restricted-syntax
export default ResultsReporter;
