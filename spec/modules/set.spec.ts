import assert from 'node:assert/strict';
import { Secret } from '../../lib/core/secret.ts';
import { Unknown } from '../../lib/core/unknown.ts';
import { set } from '../../lib/modules/set.ts';
import { describeModule } from '../support/describe-module.ts';
import { debian } from '../support/facts.ts';
import { completeParams } from '../support/params.ts';

describeModule(set, {
  inSync: [
    {
      title: 'any names and values',
      params: { a: 1, b: { c: [true] } },
      found: {},
      result: { a: 1, b: { c: [true] } },
    },
  ],
});

describe('set', () => {
  it('keeps secrets secret and unknowns unknown', () => {
    const given = { token: new Secret('x'), address: new Unknown('no lease yet') };

    const { params, issues } = completeParams(set.params, given);
    const result = set.output({ params, facts: debian, found: {}, ran: [] });

    assert.deepEqual(issues, []);
    assert.ok(result['token'] instanceof Secret);
    assert.ok(result['address'] instanceof Unknown);
  });
});
