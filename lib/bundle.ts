/** What the bundle holds: the package's entry and the command, so that a class of one is a class of the other. */
export * from './index.ts';
export { main } from './cli/main.ts';
