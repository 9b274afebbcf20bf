export { describeModule } from '../../lib/testing/describe-module.ts';
