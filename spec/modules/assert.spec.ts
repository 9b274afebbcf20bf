import { Unknown } from '../../lib/core/unknown.ts';
import { assert } from '../../lib/modules/assert.ts';
import { describeModule } from '../support/describe-module.ts';

const holds = { text: 'facts.cpus >= 2', value: true };
const broken = { text: 'facts.memory_mb > 4000', value: false };
const open = { text: 'pods.ready', value: new Unknown('no pods yet') };

describeModule(assert, {
  inSync: [{ title: 'all hold', params: { that: [holds, holds] }, found: {}, result: {} }],
  faults: [
    {
      title: 'one does not hold',
      params: { that: [holds, broken] },
      found: {},
      message: /^does not hold: facts\.memory_mb > 4000$/,
    },
    {
      title: 'the words of the playbook come first',
      params: { that: [broken, broken], message: 'too small' },
      found: {},
      message: /^too small \(does not hold: facts\.memory_mb > 4000; facts\.memory_mb > 4000\)$/,
    },
    {
      title: 'what is broken is broken, whatever else',
      params: { that: [open, broken] },
      found: {},
      message: /memory/,
    },
  ],
  unknown: [
    { title: 'one cannot be known', params: { that: [holds, open] }, found: {}, reason: /no pods yet/ },
  ],
  invalid: [
    { title: 'nothing to hold', params: { that: [] }, message: /must not be an empty list/ },
    { title: 'a boolean, which says nothing where it fails', params: { that: true }, message: /that/ },
  ],
});
