export { ask, takeStep } from '../../lib/testing/step-taking.ts';
