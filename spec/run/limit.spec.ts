import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { createLimit, narrow, runAll, type Limit } from '../../lib/run/limit.ts';

async function mostAtOnce(limit: Limit): Promise<number> {
  let [now, most] = [0, 0];
  await runAll(
    Array.from({ length: 6 }),
    async () => {
      most = Math.max(most, (now += 1));
      await turn();
      now -= 1;
    },
    { limit },
  );
  return most;
}

describe('narrow', () => {
  it('lets fewer jobs run at a time', async () => {
    assert.equal(await mostAtOnce(narrow(createLimit(5), 2)), 2);
  });

  it('lets no more run than the wider limit', async () => {
    assert.equal(await mostAtOnce(narrow(createLimit(2), 5)), 2);
  });
});
