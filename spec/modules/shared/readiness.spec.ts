import assert from 'node:assert/strict';
import { judgeAnswer } from '../../../lib/modules/shared/readiness.ts';

describe('judgeAnswer', () => {
  it('gives up a regular expression that takes too long on the body', () => {
    const answer = { status: 200, body: `${'a'.repeat(40)}!` };

    assert.deepEqual(judgeAnswer(answer, { statuses: [200], body: /^(a+)+$/ }), {
      kind: 'unable',
      reason: '"body": the regular expression takes too long on this text',
    });
  });
});
