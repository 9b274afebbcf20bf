export { ask } from '../../lib/testing/step-taking.ts';
