export { runScript } from '../../lib/testing/shell-process.ts';
