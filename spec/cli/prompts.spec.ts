import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RunFlags } from '../../lib/cli/run-flags.ts';
import { DiagnosticsError } from '../../lib/core/diagnostic.ts';
import {
  applyThere,
  planThere,
  runThere,
  withCommands,
  writePlaybook,
  type CommandPlace,
} from '../support/command-here.ts';
import { RunProcess } from '../support/run-process.ts';

const TASKS = `
      - { name: One, shell: 'touch {{ at }}/One' }
      - { name: Ask, pause: { prompt: "Is canary-secret well?" }, tags: ask }
      - { name: Two, shell: 'touch {{ at }}/Two' }
`;
const hosts = ['w1', 'w2'];
const CHOICE = '[Enter] to go on, [n] to end the run: ';

function madeBy({ host }: CommandPlace): readonly string[] {
  return ['One', 'Two'].filter((name) => existsSync(join(host, 'w2', name)));
}

/** Runs on a terminal and types one answer after the other. */
async function answer(place: CommandPlace, answers: readonly string[], flags: Partial<RunFlags> = {}) {
  const run = new RunProcess(place, flags, { terminal: true });
  try {
    for (const one of answers) {
      await run.until(CHOICE);
      run.type(one);
    }
    const code = await run.ended();
    return { code, text: run.text };
  } finally {
    await run.close();
  }
}

/** Asserts that a run is refused before it begins. */
async function refused(job: Promise<unknown>, message: RegExp): Promise<void> {
  await assert.rejects(job, (error: unknown) => {
    assert.ok(error instanceof DiagnosticsError);
    assert.match(error.message, message);
    return true;
  });
}

describe('a prompt', function () {
  this.timeout(60_000);

  it('goes on by Enter, asks again where it cannot tell, and shows no secret', async () => {
    await withCommands({ hosts, tasks: TASKS }, async (place) => {
      const { code, text } = await answer(place, ['what?\n', '\n']);

      assert.equal(code, 0, text);
      assert.deepEqual(madeBy(place), ['One', 'Two']);
      assert.equal(text.split('Is ******** well?\n').length - 1, 1, text);
      assert.equal(text.split(CHOICE).length - 1, 2);
      assert.ok(!text.includes('canary-secret'));
    });
  });

  for (const [name, last] of [
    ['the answer no', 'n\n'],
    ['Ctrl-C', '\x03'],
    ['the end of input', '\x04'],
  ] as const) {
    it(`ends the run by ${name}, and tells what is left`, async () => {
      await withCommands({ hosts, tasks: TASKS }, async (place) => {
        const { code, text } = await answer(place, [last]);

        assert.equal(code, 130, text);
        assert.deepEqual(madeBy(place), ['One']);
        assert.match(text, /\nNOT DONE\n {2}w1, w2: "Ask" \[\S+\] and 1 task after it\n/);
        assert.match(text, /\ninterrupted after \S+ s: /);
      });
    });
  }

  it('shares the terminal with --step', async () => {
    await withCommands(
      { hosts: ['w1'], tasks: TASKS.replace(/ {6}- \{ name: (One|Two).*\n/g, '') },
      async (place) => {
        const run = new RunProcess(place, { step: true }, { terminal: true });
        try {
          await run.until('[a]bort: ');
          run.type('y\n');
          await run.until(CHOICE);
          run.type('y\n');
          assert.equal(await run.ended(), 0, run.text);
        } finally {
          await run.close();
        }
      },
    );
  });

  it('is refused at its place before the first connection where nobody can be asked', async () => {
    await withCommands({ hosts, tasks: TASKS }, async (place) => {
      const questions = { ask: () => Promise.resolve(''), close: () => undefined };

      await refused(
        runThere(place),
        /^\S+play\.yml:10:9: error: this prompt asks, and there is no terminal to ask on \(--yes goes on at every prompt\) \[cli\/prompt\]$/,
      );
      await refused(
        runThere(place, { output: 'json' }, { openQuestions: () => questions }),
        /--output json is for programs/,
      );
      assert.deepEqual(madeBy(place), []);
    });
  });

  it('needs nobody with --yes, in a dry run, and where the run does not come to it', async () => {
    await withCommands({ hosts, tasks: TASKS }, async (place) => {
      for (const flags of [{ yes: true }, { check: true }, { skipTags: ['ask'] }, { startAt: 'Two' }]) {
        const { code } = await runThere(place, flags);
        assert.equal(code, 0);
      }
      assert.deepEqual(madeBy(place), ['One', 'Two']);
      await writePlaybook(place, { tasks: TASKS.replace('tags: ask', 'check_mode: true') });
      assert.equal((await runThere(place)).code, 0);
    });
  });

  it('is asked when a plan is applied', async () => {
    await withCommands({ hosts, tasks: TASKS }, async (place) => {
      const asked: string[] = [];
      const ask = (question: string): Promise<string> => {
        asked.push(question);
        return Promise.resolve('');
      };
      await planThere(place);

      await refused(applyThere(place), /no terminal to ask on/);
      const { code } = await applyThere(
        place,
        {},
        { openQuestions: () => ({ ask, close: () => undefined }) },
      );

      assert.equal(code, 0);
      assert.deepEqual(asked, [`\nIs ******** well?\n${CHOICE}`]);
      assert.deepEqual(madeBy(place), ['One', 'Two']);
    });
  });
});
