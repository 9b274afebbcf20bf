import { fail } from '../../lib/modules/fail.ts';
import { describeModule } from '../support/describe-module.ts';

describeModule(fail, {
  faults: [{ title: 'always', params: { message: 'not here' }, found: {}, message: /^not here$/ }],
  invalid: [{ title: 'nothing to say', params: {}, message: /message/ }],
});
