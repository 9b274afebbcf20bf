import { awaitModule } from '../../lib/modules/await.ts';
import { describeModule } from '../support/describe-module.ts';

describeModule(awaitModule, {
  inSync: [{ title: 'has nothing to change on the host', params: { names: 'image' }, found: {}, result: {} }],
  invalid: [
    { title: 'no name', params: {}, message: /names/ },
    { title: 'an empty list', params: { names: [] }, message: /names/ },
  ],
});
