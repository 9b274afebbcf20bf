import type { Reporter, ReporterOptions } from './contract.ts';
import { createJsonReporter } from './json.ts';
import { createPlainReporter } from './plain.ts';

export type { OutputForm } from './contract.ts';

/** What only a terminal needs is loaded only for one. */
export async function createReporter(options: ReporterOptions): Promise<Reporter> {
  switch (options.output) {
    case 'json':
      return createJsonReporter(options);
    case 'plain':
      return createPlainReporter(options);
    case 'tty':
      return (await import('./tty.ts')).createTtyReporter(options);
  }
}
