import assert from 'node:assert/strict';
import { whatFailed, type Told } from '../../support/cluster.ts';
import { stepsOf } from '../../support/run-steps.ts';
import { LawLab, SHELLS } from './law-lab.ts';

/** Changes of all hosts after which a run is killed; each further run goes on where the last one came to. */
const KILLS = [4, 9, 14, 20, 26, 33, 40];

describe('the law of the kill, on hosts of every shell', function () {
  this.timeout(1_500_000);
  const lab = new LawLab('198.18.41');
  let run: Told;
  let second: Told;

  before(async () => {
    await lab.up();
    for (const changes of KILLS) await lab.killAfter(changes);
    run = await lab.run();
    assert.equal(run.code, 0, whatFailed(run));
    second = await lab.run();
    assert.equal(second.code, 0, whatFailed(second));
  });
  after(() => lab.down());

  it('a further run converges, and the one after it changes nothing', () => {
    assert.notDeepEqual(stepsOf(run), []);
    assert.deepEqual(stepsOf(second), []);
  });

  it('what was owed was done', async () => {
    for (const shell of SHELLS) {
      const { stdout } = await lab.ssh(shell, 'cat /srv/laws/handlers/first /srv/laws/handlers/second');
      assert.equal(stdout, 'a\nb\nsecond\n', shell);
    }
  });

  it('nothing half-written is left behind', async () => {
    for (const shell of SHELLS) {
      const { stdout } = await lab.ssh(
        shell,
        "find / -xdev -name '.k3play-*' -not -name '.k3play-unarchive-*.list' -not -path '/proc/*'",
      );
      assert.equal(stdout, '', shell);
    }
  });
});
