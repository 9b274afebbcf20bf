import { pause } from '../../lib/modules/pause.ts';
import { describeModule } from '../support/describe-module.ts';

describeModule(pause, {
  inSync: [{ title: 'has nothing to change', params: { seconds: 5 }, found: {}, result: {} }],
  invalid: [
    { title: 'a time that is none', params: { seconds: -1 }, message: /seconds/ },
    {
      title: 'neither a time nor a prompt',
      params: { reason: 'tea' },
      message: /exactly one of "seconds" or "prompt"/,
    },
    {
      title: 'a time and a prompt',
      params: { seconds: 5, prompt: 'Go on?' },
      message: /exactly one of "seconds" or "prompt"/,
    },
    { title: 'a prompt that says nothing', params: { prompt: '' }, message: /prompt/ },
  ],
});
