import assert from 'node:assert/strict';
import { cleanConsole } from '../../lib/lab/host-run.ts';

describe('cleanConsole', () => {
  it('keeps the words and drops what would act on a terminal', () => {
    const text = '\u001b[0;1;31mFailed\u001b[0m\r\n\u001b]0;title\u0007\u001b[2Jsshd\u0000 gone\n\n';

    assert.deepEqual(cleanConsole(text), ['Failed', 'sshd gone']);
  });
});
