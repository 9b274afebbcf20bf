import type { Reporter, ReporterOptions } from './contract.ts';
import { createJsonReporter } from './json.ts';
import { createPlainReporter } from './plain.ts';
import { createTtyReporter } from './tty.ts';

export type { OutputForm } from './contract.ts';

export function createReporter(options: ReporterOptions): Reporter {
  switch (options.output) {
    case 'json':
      return createJsonReporter(options);
    case 'plain':
      return createPlainReporter(options);
    case 'tty':
      return createTtyReporter(options);
  }
}
