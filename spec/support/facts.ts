export { debian, factsOf } from '../../lib/testing/facts.ts';
