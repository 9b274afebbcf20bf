import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { reportCommand } from '../../lib/cli/commands/report.ts';
import { runThere, withCommands } from '../support/command-here.ts';
import { lastRun, logOf, mend, MEND, TASKS, write } from '../support/resume-here.ts';
import { RunProcess } from '../support/run-process.ts';

const hosts = ['w1', 'w2'];

describe('k3play run --resume', function () {
  this.timeout(60_000);

  it('goes on after a failure by the command that its end tells, and says what was done before', async () => {
    await withCommands({ hosts, tasks: TASKS }, async (place) => {
      const first = await runThere(place);
      const { run } = (await lastRun(place)).head;
      await mend(place);
      const dry = await runThere(place, { resume: true, check: true });
      const second = await runThere(place, { resume: true });

      const command = `k3play run ${place.playbook} -i ${place.inventory}`;
      assert.ok(first.text.includes(`\ngo on from there: ${command} --resume\n`), first.text);
      assert.equal(second.code, 0, second.text);
      for (const name of hosts) assert.deepEqual(await logOf(place, name), ['one', 'two'], name);
      for (const { text } of [dry, second]) {
        assert.ok(text.includes(`goes on after run ${run}\n`), text);
        assert.ok(text.includes(`\nTASK one [play.yml:8]\n  done in ${run}: w1, w2\n`), text);
      }
      assert.match(second.text, /\nw1 : ok=1 changed=2 unknown=0 skipped=0 failed=0 unreachable=0\n/);
      const { head } = await lastRun(place);
      assert.equal(head.resumes, run);
      assert.equal(head.command, command);
    });
  });

  it('is told again by k3play report, and in files and JSON', async () => {
    await withCommands({ hosts, tasks: TASKS }, async (place) => {
      await runThere(place);
      const { run } = (await lastRun(place)).head;
      const [junit, json] = [join(place.folder, 'junit.xml'), join(place.folder, 'run.json')];
      const second = await runThere(place, {
        ...{ resume: true, output: 'json', report: [`junit=${junit}`, `json=${json}`] },
      });
      const told: string[] = [];
      const flags = { list: false, diff: false, output: 'plain', verbose: 0 } as const;
      const write = (text: string): void => void told.push(text);
      await reportCommand(undefined, flags, write);
      await reportCommand(undefined, { ...flags, list: true, output: 'json' }, write);

      assert.equal(second.code, 2);
      assert.match(second.text, new RegExp(`"status":"ok",[^\\n]*"doneIn":"${run}"`));
      assert.match(await readFile(junit, 'utf8'), new RegExp(`<system-out>done in ${run}</system-out>`));
      assert.match(await readFile(json, 'utf8'), new RegExp(`"resumes": "${run}"[^]*"doneIn": "${run}"`));
      const text = told.join('');
      assert.ok(text.includes(`\ngoes on after run ${run}\n`), text);
      assert.match(
        text,
        new RegExp(`\ngo on from there: k3play run \\S+ -i \\S+ --resume (?!${run})\\d{8}T`),
      );
      assert.match(text, new RegExp(`"resumes":"${run}"}\n$`));
    });
  });

  it('tells no command to go on where a plain run would do the same', async () => {
    const tasks = `      - { name: Made, file: { path: "{{ at }}/d", state: directory } }\n${MEND}`;
    await withCommands({ hosts, tasks }, async (place) => {
      assert.doesNotMatch((await runThere(place)).text, /--resume/);
    });
  });

  for (const after of [1, 3]) {
    it(`goes on after SIGKILL, and does nothing again that had ended by then, result ${after} or later`, async () => {
      const each = `      - { name: each, shell: 'echo {{ item }} >> {{ at }}/log', loop: [a, b, c] }\n`;
      const tasks = `${write('one')}${each}${write('last')}${MEND}`;
      await withCommands({ hosts: ['w1'], tasks }, async (place) => {
        const run = new RunProcess(place, { output: 'json' }, { terminal: false });
        try {
          for (let told = 0; told < after; told += 1) await run.until('"event":"task-ended"');
          run.kill('SIGKILL');
        } finally {
          await run.close();
        }
        const { events } = await lastRun(place);
        await mend(place);
        const { code, text } = await runThere(place, { resume: true });

        assert.equal(code, 0, text);
        const all = ['one', 'a', 'b', 'c', 'last'];
        const ended = events.filter((event) => event.kind === 'task-ended' && event.unguarded).length;
        assert.ok(ended >= after);
        const log = await logOf(place);
        assert.deepEqual([...new Set(log)], all);
        // The one that it was killed in may have ended without a word.
        const done = log.filter((name) => name !== all[ended]);
        assert.deepEqual(done, [...new Set(done)]);
      });
    });
  }

  it('carries results along a chain, and does again what is secret in them', async () => {
    const tasks = [
      `      - { name: Kept, shell: 'echo made-by-kept; echo kept >> {{ at }}/log', register: kept }\n`,
      `      - { name: Again, shell: 'echo {{ inputs.password }}; echo again >> {{ at }}/log', register: again }\n`,
      `      - { name: Quiet, shell: 'echo {{ inputs.password }}; echo quiet >> {{ at }}/log' }\n`,
      MEND,
      `      - { name: Use, copy: { content: "{{ kept.stdout }} {{ again.stdout }}", dest: "{{ at }}/used" } }\n`,
      `      - { name: Then, shell: 'test -e {{ at }}/then' }\n`,
    ].join('');
    await withCommands({ hosts: ['w1'], tasks }, async (place) => {
      await runThere(place);
      await mend(place);
      const second = await runThere(place, { resume: true });
      await writeFile(join(place.host, 'w1', 'then'), '');
      const third = await runThere(place, { resume: true });

      assert.deepEqual([second.code, third.code], [2, 0]);
      assert.deepEqual(await logOf(place), ['kept', 'again', 'quiet', 'again', 'again']);
      assert.equal(await readFile(join(place.host, 'w1', 'used'), 'utf8'), 'made-by-kept canary-secret');
      assert.match(
        third.text,
        /\nwarning: w1: "Again" was done in \S+ and is done again: what it registers is secret/,
      );
      for (const { text } of [second, third]) assert.ok(!text.includes('canary-secret'));
    });
  });

  it('reads on ahead past commands that are not run again', async () => {
    const state = (name: string): string =>
      `      - { name: ${name}, file: { path: "{{ at }}/${name}", state: directory } }\n`;
    const pairs = ['a', 'b', 'c', 'd'].map((name) => state(name) + write(`then-${name}`)).join('');
    await withCommands({ hosts: ['w1'], tasks: pairs + MEND }, async (place) => {
      await runThere(place);
      await mend(place);
      await runThere(place, { resume: true });

      const ended = (await lastRun(place)).events.at(-1);
      assert.ok(ended?.kind === 'run-ended');
      // What is owed, all that is read, and the one command.
      assert.equal(ended.traffic['w1']?.roundTrips, 3);
    });
  });

  it('does a handler that was owed, once', async () => {
    const tasks = write('one', ', notify: Then') + MEND;
    await withCommands({ hosts: ['w1'], tasks, handlers: write('Then') }, async (place) => {
      await runThere(place);
      await mend(place);
      const second = await runThere(place, { resume: true });
      const third = await runThere(place);

      assert.deepEqual([second.code, third.code], [0, 0], second.text);
      assert.deepEqual(await logOf(place), ['one', 'Then', 'one', 'Then']);
    });
  });

  it('goes on with other templates, which are proved anew', async () => {
    const conf = '      - { name: Conf, template: { src: conf.hbs, dest: "{{ at }}/conf" } }\n';
    await withCommands({ hosts: ['w1'], tasks: `${write('one')}${conf}${MEND}` }, async (place) => {
      await writeFile(join(place.folder, 'conf.hbs'), 'first\n');
      await runThere(place);
      await writeFile(join(place.folder, 'conf.hbs'), 'second\n');
      await mend(place);
      const { code, text } = await runThere(place, { resume: true });

      assert.equal(code, 0, text);
      assert.deepEqual(await logOf(place), ['one']);
      assert.equal(await readFile(join(place.host, 'w1', 'conf'), 'utf8'), 'second\n');
    });
  });
});
