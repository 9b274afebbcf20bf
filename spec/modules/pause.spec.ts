import { pause } from '../../lib/modules/pause.ts';
import { describeModule } from '../support/describe-module.ts';

describeModule(pause, {
  inSync: [{ title: 'has nothing to change', params: { seconds: 5 }, found: {}, result: {} }],
  invalid: [
    { title: 'a time that is none', params: { seconds: -1 }, message: /seconds/ },
    { title: 'no time', params: { reason: 'tea' }, message: /seconds/ },
  ],
});
