import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { reportCommand } from '../../../lib/cli/commands/report.ts';
import { DiagnosticsError } from '../../../lib/core/diagnostic.ts';
import { hashBytes } from '../../../lib/core/hash.ts';
import { listJournals } from '../../../lib/report/journal/folder.ts';
import { readJournal } from '../../../lib/report/journal/read.ts';
import { hearErrors, runThere, withCommands } from '../../support/command-here.ts';

const TASKS = `
      - { name: Secret, copy: { content: "{{ inputs.password }}", dest: "{{ at }}/secret" } }
      - { name: Print, shell: "echo {{ inputs.password }}; echo plain" }
      - { name: Fail, shell: 'false', when: host.name == "w2" }
      - { name: After, copy: { content: "x", dest: "{{ at }}/after" } }
`;

async function tellReport(
  run: string | undefined,
  flags: { list?: boolean; output?: 'plain' | 'json' } = {},
) {
  const told: string[] = [];
  await reportCommand(
    run,
    { list: false, diff: false, output: 'plain', verbose: 0, ...flags },
    (text) => void told.push(text),
  );
  return told.join('');
}

/** Without what takes its time. */
function timeless(text: string): string {
  return text.replaceAll(/\d+(\.\d+)? (ms|s)\b|"(durationMs|afterMs)":\d+/g, 'N');
}

describe('k3play run', function () {
  this.timeout(60_000);
  const hosts = ['w1', 'w2', 'w3'];

  it('keeps a journal for its owner alone, with the command and sums of files, and no secret', async () => {
    await withCommands({ hosts, tasks: TASKS }, async (place) => {
      const extraVars = ['other=not-said-either', 'third=3'];
      const { code } = await runThere(place, { extraVars, tags: [] });

      assert.equal(code, 2);
      const [file = '', ...more] = await listJournals(place.runs);
      assert.deepEqual(more, []);
      assert.equal((await stat(file)).mode & 0o777, 0o600);
      assert.equal((await stat(place.runs)).mode & 0o777, 0o700);
      const text = await readFile(file, 'utf8');
      for (const secret of [
        'canary-secret',
        'not-said-either',
        Buffer.from('canary-secret').toString('base64'),
      ])
        assert.ok(!text.includes(secret), secret);
      const { head, events } = await readJournal(file);
      const command = `k3play run ${place.playbook} -i ${place.inventory} --tags '' -e other=... -e third=...`;
      assert.equal(head.command, command);
      assert.deepEqual(head.words.extraVars, ['other', 'third']);
      assert.deepEqual(head.files, {
        [place.inventory]: hashBytes(await readFile(place.inventory)),
        [place.playbook]: hashBytes(await readFile(place.playbook)),
      });
      assert.equal(events.at(0)?.kind, 'run-started');
      assert.equal(events.at(-1)?.kind, 'run-ended');
    });
  });

  it('says how to go on where it failed, and takes the hosts of the last run for @last-failed', async () => {
    await withCommands({ hosts, tasks: TASKS }, async (place) => {
      const first = await runThere(place);
      await runThere(place, { check: true, limit: 'w3' });
      const again = await runThere(place, { limit: 'w3,@last-failed' });

      const command = `k3play run ${place.playbook} -i ${place.inventory}`;
      assert.ok(first.text.includes(`\nrun again: ${command}\n`), first.text);
      assert.ok(first.text.includes(`\nwhere it failed: ${command} --limit @last-failed\n`));
      assert.match(again.text, /\nPLAY Web \(w2, w3\)\n/);
    });
  });

  it('refuses @last-failed where no run or no host is meant by it', async () => {
    await withCommands({ hosts, tasks: '      - { name: One, debug: { message: x } }\n' }, async (place) => {
      const refused = async (message: RegExp): Promise<void> => {
        await assert.rejects(runThere(place, { limit: '@last-failed' }), (error: unknown) => {
          assert.ok(error instanceof DiagnosticsError);
          assert.match(error.message, message);
          return true;
        });
      };

      await refused(/there is no journal of a run of these playbooks/);
      await runThere(place);
      await refused(/no host failed in the last run, \d{8}T/);
    });
  });

  it('goes on without a journal where none can be written, and says so', async () => {
    await withCommands(
      { hosts: ['w1'], tasks: '      - { name: One, debug: { message: x } }\n' },
      async (place) => {
        await mkdir(join(place.folder, 'state'));
        await writeFile(place.runs, 'in the way');
        const { value, said } = await hearErrors(() => runThere(place));

        assert.equal(value.code, 0);
        assert.match(said, /^warning: this run has no journal, it cannot be written: .*\n$/);
      },
    );
  });
});

describe('k3play report', function () {
  this.timeout(60_000);
  const hosts = ['w1', 'w2'];

  it('tells a run as it was told then, in every form', async () => {
    for (const output of ['plain', 'json'] as const) {
      await withCommands({ hosts, tasks: TASKS }, async (place) => {
        const live = await runThere(place, { output });
        const told = await tellReport(undefined, { output });

        const body = output === 'json' ? told : told.split('\n').slice(2).join('\n');
        const withoutNext = live.text.replace(/where it failed: .*\n/, '');
        assert.equal(timeless(body.replace(/ --resume \S+$/m, ' --resume')), timeless(withoutNext));
      });
    }
  });

  it('lists runs with what they came to, and finds one by the start of its id', async () => {
    await withCommands({ hosts, tasks: TASKS }, async (place) => {
      await runThere(place);
      await runThere(place, { check: true, limit: 'w1' });
      const rows = (await tellReport(undefined, { list: true })).trimEnd().split('\n');
      const json = (await tellReport(undefined, { list: true, output: 'json' })).trimEnd().split('\n');

      assert.equal(rows.length, 3);
      assert.match(rows[1] ?? '', /play\.yml +failed +\S+ s +2 +5 +1 +0$/);
      assert.match(rows[2] ?? '', /play\.yml \(check\) +done +\S+ s +1 +0 +0 +0$/);
      const { run } = JSON.parse(json[0] ?? '') as { run: string };
      assert.match(await tellReport(run.slice(0, -2)), new RegExp(`^run ${run} of `));
      await assert.rejects(tellReport('2'), /may be any of/);
      await assert.rejects(tellReport('nope'), /there is no run nope/);
    });
  });

  it('tells what there is of a run that was killed while it wrote', async () => {
    await withCommands({ hosts, tasks: TASKS }, async (place) => {
      await runThere(place);
      const [file = ''] = await listJournals(place.runs);
      const text = await readFile(file, 'utf8');
      await writeFile(file, text.slice(0, text.indexOf('run-ended') + 4));
      await chmod(file, 0o600);
      const told = await tellReport(file);

      assert.match(told, /\nTASK After/);
      assert.match(told, /\nthe journal ends here: the run goes on, or was killed\n$/);
      assert.match(await tellReport(undefined, { list: true }), /no end/);
    });
  });
});
