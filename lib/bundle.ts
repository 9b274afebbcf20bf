/** What the bundle holds: the package's entries and the command, so that a class of one is a class of the other. */
export * from './index.ts';
export * as testing from './testing/index.ts';
export { main } from './cli/main.ts';
