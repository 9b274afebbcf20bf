import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RunFlags } from '../../lib/cli/run-flags.ts';
import { DiagnosticsError } from '../../lib/core/diagnostic.ts';
import { runThere, withCommands, writePlaybook, type CommandPlace } from '../support/command-here.ts';
import { RunProcess } from '../support/run-process.ts';

const TASKS = ['One', 'Two', 'Three', 'Four']
  .map((name) => `      - { name: ${name}, shell: 'touch {{ at }}/${name}' }\n`)
  .join('');
const hosts = ['w1'];
const QUESTION = '[y]es, [n]o, [c]ontinue without asking, [a]bort: ';

/** Runs with `--step` on a terminal, and answers the questions one by one. */
async function answer(
  place: CommandPlace,
  answers: readonly string[],
): Promise<{ readonly code: number | null; readonly text: string }> {
  const run = new RunProcess(place, { step: true }, { terminal: true });
  try {
    for (const one of answers) {
      await run.until(QUESTION);
      run.type(one);
    }
    const code = await run.ended();
    return { code, text: run.text };
  } finally {
    await run.close();
  }
}

function madeBy({ host }: CommandPlace): readonly string[] {
  return ['One', 'Two', 'Three', 'Four'].filter((name) => existsSync(join(host, 'w1', name)));
}

describe('k3play run --step', function () {
  this.timeout(60_000);

  it('asks before each task until it is told to go on, and leaves out what is declined', async () => {
    await withCommands({ hosts, tasks: TASKS }, async (place) => {
      const { code, text } = await answer(place, ['yes\n', 'N\n', 'what?\n', 'c\n']);

      assert.equal(code, 0, text);
      assert.deepEqual(madeBy(place), ['One', 'Three', 'Four']);
      assert.match(text, /\nStart the task "Two" \[play\.yml:9\] on w1\?\n/);
      assert.equal(text.split('Start the task').length - 1, 3);
      assert.match(text, /\nw1 : ok=0 changed=3 unknown=0 skipped=1 failed=0 unreachable=0\n/);
    });
  });

  for (const [name, last] of [
    ['the answer abort', 'a\n'],
    ['Ctrl-C', '\x03'],
    ['the end of input', '\x04'],
  ] as const) {
    it(`ends with nothing running by ${name}`, async () => {
      await withCommands({ hosts, tasks: TASKS }, async (place) => {
        const { code, text } = await answer(place, ['y\n', last]);

        assert.equal(code, 130, text);
        assert.deepEqual(madeBy(place), ['One']);
        assert.match(text, /\nNOT DONE\n {2}w1: "Two" \[\S+\] and 2 tasks after it\n/);
        assert.match(text, /\ninterrupted after \S+ s: 1 change made\n/);
      });
    });
  }

  it('is refused where there is no terminal', async () => {
    await withCommands({ hosts, tasks: TASKS }, async (place) => {
      const run = new RunProcess(place, { step: true }, { terminal: false });
      try {
        assert.equal(await run.ended(), 3, run.text);
        assert.match(run.text, /^error: --step needs a terminal to ask on \([^)]*\) \[cli\/step\]\n$/);
        assert.deepEqual(madeBy(place), []);
      } finally {
        await run.close();
      }
    });
  });

  it('is refused for programs, and where hosts go at their own pace', async () => {
    const questions = { ask: () => Promise.resolve('y'), close: () => undefined };
    const refused = (place: CommandPlace, flags: Partial<RunFlags>, message: RegExp): Promise<void> =>
      assert.rejects(
        runThere(place, { step: true, ...flags }, { openQuestions: () => questions }),
        (error: unknown) => {
          assert.ok(error instanceof DiagnosticsError);
          assert.match(error.message, message);
          assert.deepEqual(
            error.diagnostics.map(({ code }) => code),
            ['cli/step'],
          );
          return true;
        },
      );
    await withCommands({ hosts, tasks: TASKS }, async (place) => {
      await refused(place, { output: 'json' }, /--output json is for programs/);
      await writePlaybook(place, { tasks: `${TASKS}    strategy: free\n` });
      await refused(place, {}, /play\.yml:4:\d+: .*cannot ask before the tasks of the play "Web"/);
    });
  });
});
