import { meta } from '../../lib/modules/meta.ts';
import { describeModule } from '../support/describe-module.ts';

describeModule(meta, {
  inSync: [
    {
      title: 'has nothing to change on the host',
      params: { action: 'end_host' },
      found: {},
      result: { action: 'end_host' },
    },
  ],
  invalid: [
    { title: 'words it does not know', params: { action: 'clear_host_errors' }, message: /action/ },
    { title: 'no word', params: {}, message: /action/ },
  ],
});
