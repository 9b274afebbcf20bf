import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { countsOf, whatFailed, type Told } from '../../support/cluster.ts';
import { eventsOf } from '../../support/k3play.ts';
import { sampleProcesses } from '../../support/process-watch.ts';
import { stepsOf } from '../../support/run-steps.ts';
import { LawLab, listLaws, SHELLS } from './law-lab.ts';

type Ended = ReturnType<typeof eventsOf<'task-ended'>>[number];

/** Playbooks of which a part is for one host only. */
const DIFFERING = / (batches|flow)\.yml:/;

describe('the laws, of every module on hosts of every shell', function () {
  this.timeout(1_500_000);
  const lab = new LawLab('198.18.40');
  let bare: Readonly<Record<string, readonly string[]>>;
  let untouched: Readonly<Record<string, readonly string[]>>;
  let dryRun: Told;
  let run: Told;
  let second: Told;
  let lastDryRun: Told;
  let exposed: readonly string[];

  before(async () => {
    await lab.up();
    bare = await lab.listAll();
    dryRun = await lab.run('--check', '--diff');
    untouched = await lab.listAll();
    assert.equal(dryRun.code, 0, whatFailed(dryRun));
    const watch = sampleProcesses(() => Promise.resolve([lab.canary]));
    run = await lab.run('--diff', '-v');
    exposed = await watch.stop();
    second = await lab.run('--diff');
    lastDryRun = await lab.run('--check', '--diff');
    for (const told of [run, second, lastDryRun]) assert.equal(told.code, 0, whatFailed(told));
  });
  after(() => lab.down());

  it('a dry run touches nothing', () => {
    assert.deepEqual(untouched, bare);
  });

  for (const playbook of listLaws()) {
    it(`what it announces of ${playbook} is what the run does`, () => {
      const [announced, taken] = [dryRun, run].map((told) => stepsOfPlaybook(told, playbook));

      const doubtful = unknownTasks(dryRun);
      const certain = (steps: readonly string[] = []): readonly string[] =>
        steps.filter((step) => !doubtful.has(taskOf(step)));
      assert.deepEqual(certain(taken), certain(announced));
    });
  }

  it('a second run changes nothing', () => {
    assert.deepEqual(stepsOf(second), []);
    for (const shell of SHELLS) assert.equal(countsOf(second)[shell]?.['changed'], 0, shell);
  });

  it('the dry run after it is silent, and knows', () => {
    assert.deepEqual(stepsOf(lastDryRun), []);
    assert.deepEqual([...unknownTasks(lastDryRun)], []);
  });

  it('is the same under every shell', () => {
    const [dash, ...others] = SHELLS.map((shell) =>
      stepsOf(run)
        .filter((step) => step.startsWith(`${shell} `) && !DIFFERING.test(step))
        .map((step) => step.replaceAll(shell, 'HOST').replace(/sha256 \w+/, 'sha256')),
    );

    for (const other of others) assert.deepEqual(other, dash);
  });

  it('a secret is told nowhere, and in no command line or environment', async () => {
    for (const { stdout, stderr } of [dryRun, run, second, lastDryRun]) {
      assert.ok(!(stdout + stderr).includes(lab.canary));
    }
    assert.deepEqual(exposed, []);
    for (const shell of SHELLS) {
      const { stdout } = await lab.ssh(shell, findCanary(lab.canary));
      assert.match(stdout, /^\/srv\/laws\/secret\/copied 600$/m, 'the search finds what is there');
      const open = stdout.split('\n').filter((line) => line !== '' && !/ [46]00$/.test(line));
      assert.deepEqual(open, []);
    }
  });

  it('nothing half-written is left behind', async () => {
    for (const shell of SHELLS) {
      const { stdout } = await lab.ssh(
        shell,
        "find / -xdev -name '.k3play-*' -not -name '.k3play-unarchive-*.list' -not -path '/proc/*'",
      );
      assert.equal(stdout, '');
    }
  });

  it('brings here what it fetches', async () => {
    for (const shell of SHELLS) {
      assert.equal(await readFile(`${lab.folder}/fetched/${shell}.txt`, 'utf8'), `in ${shell}\n`);
    }
  });
});

/** Files with the secret in them, and their modes; those of the databases are theirs alone. */
function findCanary(canary: string): string {
  const places = '/etc /home /opt /root /run /srv /tmp /usr/local /var';
  return `grep -rlsF -e '${canary}' ${places} | xargs -r -d '\\n' stat -c '%n %a'`;
}

/** `HOST FILE:LINE [ITEM]: …` without the step. */
function taskOf(step: string): string {
  return step.split(' ').slice(0, 2).join(' ').replace(/:$/, '');
}

/** A commit that is made on the way is known by its name only afterwards. */
function stepsOfPlaybook(told: Told, playbook: string): readonly string[] {
  return stepsOf(told)
    .filter((step) => step.split(' ')[1]?.startsWith(`${playbook}:`))
    .map((step) => step.replace(/, [0-9a-f]{12}$/, ''))
    .sort();
}

/** Tasks of which the dry run says that it cannot know, wholly or in part. */
function unknownTasks(told: Told): ReadonlySet<string> {
  const isDoubtful = ({ status, steps }: Ended): boolean =>
    status === 'unknown' || steps.some(({ certain }) => !certain);
  return new Set(
    eventsOf(told.events, 'task-ended')
      .filter(isDoubtful)
      .map(({ host, task }) => `${host} ${task.id}`),
  );
}
