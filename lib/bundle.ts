/**
 * What the bundle holds: the package's entries and the command, so that a class of one is a class of the other. Each is
 * evaluated once it is asked for: only `require` is both that and at once.
 */
/* eslint-disable @typescript-eslint/no-require-imports */
import type * as Index from './index.ts';
import type * as Testing from './testing/index.ts';

export { main } from './cli/main.ts';

export function loadIndex(): typeof Index {
  return require('./index.ts') as typeof Index;
}

export function loadTesting(): typeof Testing {
  return require('./testing/index.ts') as typeof Testing;
}
