export { completeParams } from '../../lib/testing/params.ts';
