import assert from 'node:assert/strict';
import { appendFile, rm } from 'node:fs/promises';
import { K3Error } from '../../lib/core/errors.ts';
import { listJournals } from '../../lib/report/journal/folder.ts';
import { readJournal } from '../../lib/report/journal/read.ts';
import { applyThere, planThere, runThere, withCommands, writePlaybook } from '../support/command-here.ts';
import { lastRun, logOf, mend, refused, TASKS, write } from '../support/resume-here.ts';

const hosts = ['w1', 'w2'];

describe('which run k3play run --resume goes on after', function () {
  this.timeout(60_000);

  it('refuses to go on with other files, names them and what a plain run would do again', async () => {
    await withCommands({ hosts, tasks: TASKS }, async (place) => {
      await runThere(place);
      await writePlaybook(place, { tasks: `${TASKS}${write('three')}` });
      await appendFile(place.inventory, '# another\n');

      await refused(
        runThere(place, { resume: true }),
        'cli/resume-files',
        /hosts\.yml is another now[^]*play\.yml is another now \(a run without --resume leaves alone what is in sync, and does again: "one" \[play\.yml:8\] on w1, w2; "two" \[play\.yml:10\] on w2\)/,
      );
      assert.deepEqual(await logOf(place), ['one']);
    });
  });

  it('wants the words of the run that it goes on after', async () => {
    await withCommands({ hosts, tasks: TASKS }, async (place) => {
      const words = { limit: 'w1', tags: ['always'], extraVars: ['a=1'] };
      await runThere(place, { ...words, tags: [] });
      const again = { resume: true, tags: [], concurrency: 3 } as const;

      await refused(
        runThere(place, { ...again, limit: 'w1' }),
        'cli/resume',
        /was asked for otherwise: -e: a then, none now \(its words were: k3play run .* --limit w1 --tags '' -e a=\.\.\.\)/,
      );
      await refused(
        runThere(place, { ...again, tags: ['always'], extraVars: ['a=1'] }),
        'cli/resume',
        /: --limit: w1 then, none now; --tags: none then, always now/,
      );
      await mend(place);
      const { code, text } = await runThere(place, { ...again, limit: 'w1', extraVars: ['a=2'] });

      assert.equal(code, 0, text);
      assert.deepEqual(await logOf(place), ['one', 'two']);
    });
  });

  it('takes the last run of the same words, whatever ran since', async () => {
    await withCommands({ hosts, tasks: TASKS }, async (place) => {
      await runThere(place);
      await runThere(place, { limit: 'w2' });
      await runThere(place, { check: true });
      const { text } = await runThere(place, { resume: true });

      const [first = ''] = await listJournals(place.runs);
      assert.ok(text.includes(`goes on after run ${(await readJournal(first)).head.run}\n`), text);
    });
  });

  it('asks which is meant where a run began anew and did not come as far as the one before', async () => {
    await withCommands({ hosts, tasks: TASKS }, async (place) => {
      await runThere(place);
      const { run: first } = (await lastRun(place)).head;
      const connect = (): never => {
        throw new K3Error('refused', { kind: 'unreachable', code: 'connection/refused' });
      };
      await runThere(place, {}, { connect });
      const { run: second } = (await lastRun(place)).head;
      await mend(place);

      await refused(
        runThere(place, { resume: true }),
        'cli/resume',
        new RegExp(
          `run ${second} began anew after ${first}, and did not come to what that did: "one" .* on w1, w2; "two" .* on w2 \\(--resume ${first} takes it as done, --resume ${second} does it again\\)`,
        ),
      );
      assert.equal((await runThere(place, { resume: first })).code, 0);
      for (const name of hosts) assert.deepEqual(await logOf(place, name), ['one', 'two']);
    });
  });

  it('refuses where there is nothing to go on after', async () => {
    await withCommands({ hosts, tasks: TASKS }, async (place) => {
      const resume = (run: string | true): Promise<unknown> => runThere(place, { resume: run });

      await refused(resume(true), 'cli/resume', /there is no journal of a run of these playbooks/);
      await refused(resume('nope'), 'cli/runs', /there is no run nope/);
      await runThere(place, { check: true });
      const dry = (await lastRun(place)).head.run;
      await refused(resume(true), 'cli/resume', /there is no journal of a run of these playbooks/);
      await refused(resume(dry), 'cli/resume', /is no run to go on after: it was "k3play run .* --check"/);
      await mend(place);
      await planThere(place);
      await applyThere(place);
      const applied = (await lastRun(place)).head.run;
      await refused(resume(applied), 'cli/resume', /is no run to go on after: it was "k3play apply/);
      await runThere(place);
      await refused(resume(true), 'cli/resume', /ended well: there is nothing to go on after/);
    });
  });

  it('refuses where a journal of the chain is gone', async () => {
    await withCommands({ hosts: ['w1'], tasks: TASKS }, async (place) => {
      await runThere(place);
      const [first = ''] = await listJournals(place.runs);
      await runThere(place, { resume: true });
      await rm(first);

      await refused(
        runThere(place, { resume: true }),
        'cli/resume',
        /goes on after \S+, of which there is no journal/,
      );
      assert.deepEqual(await logOf(place), ['one']);
    });
  });
});
