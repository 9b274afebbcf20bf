import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reportCommand } from '../../lib/cli/commands/report.ts';
import { runThere, withCommands, type CommandPlace } from '../support/command-here.ts';
import { RunProcess } from '../support/run-process.ts';
import { eventually } from '../e2e/connection/eventually.ts';

const hosts = ['w1', 'w2'];

/** Says where it is, then waits until another file is there. */
function meet(own: string, other: string): string {
  return `'touch {{ at }}/${own}; until [ -e {{ at }}/${other} ]; do sleep 0.05; done'`;
}

/** A shell that never ends, and tells its process. */
const FOREVER = `'echo $$ > {{ at }}/pid; while :; do sleep 0.05; done'`;

function pidOf({ host }: CommandPlace): string | undefined {
  const file = join(host, 'w1', 'pid');
  return existsSync(file) ? readFileSync(file, 'utf8').trim() || undefined : undefined;
}

/** One that has ended and that nobody has asked for yet has no command line. */
function runs(pid: string | undefined): boolean {
  const file = `/proc/${pid ?? 'none'}/cmdline`;
  return existsSync(file) && readFileSync(file, 'utf8') !== '';
}

describe('tasks in the background, on this machine', function () {
  this.timeout(60_000);

  it('overlap with those after them, and with one another', async () => {
    const tasks = `
      - { name: One, shell: ${meet('one', 'two')}, timeout: 30, async: one }
      - { name: Two, shell: ${meet('two', 'three')}, timeout: 30, async: two }
      - { name: Three, shell: ${meet('three', 'one')}, timeout: 30 }
      - { name: Join, await: [one, two] }
`;
    await withCommands({ hosts, tasks }, async (place) => {
      const { code, text } = await runThere(place);

      assert.equal(code, 0, text);
      assert.match(text, /TASK One \[play\.yml:\d+\]\n {2}started: w1, w2 · awaited as "one"\n/);
      assert.match(text, /\nTASK One .*\n {2}changed: w1\n.*\n {2}changed: w2\n.*\n\nTASK Two /);
      assert.match(text, /\nw1 : ok=1 changed=3 unknown=0 skipped=0 failed=0 unreachable=0\n/);
    });
  });

  it('put files in place while a file of the next task is validated', async () => {
    const tasks = `
      - name: One
        copy: { content: one, dest: "{{ at }}/one", validate: "sh -c 'until [ -e {{ at }}/two ]; do sleep 0.05; done; :' %s" }
        async: one
      - { name: Two, copy: { content: two, dest: "{{ at }}/two" } }
      - { name: Join, await: one }
`;
    await withCommands({ hosts: ['w1'], tasks }, async (place) => {
      const { code, text } = await runThere(place);

      assert.equal(code, 0, text);
      assert.equal(readFileSync(join(place.host, 'w1', 'one'), 'utf8'), 'one');
    });
  });

  it('are ended by their timeout, with all that they started', async () => {
    const tasks = `
      - { name: Forever, shell: ${FOREVER}, timeout: 1, async: forever }
      - { name: Join, await: forever }
`;
    await withCommands({ hosts: ['w1'], tasks }, async (place) => {
      const { code, text } = await runThere(place);

      assert.equal(code, 2, text);
      assert.match(text, /FAILURES\n {2}w1 in "Forever" /);
      assert.match(
        text,
        /NOT DONE\n {2}w1: "Join" \[play\.yml:\d+\]; in the background "Forever" \[play\.yml:\d+\]\n/,
      );
      assert.ok(!runs(pidOf(place)));
    });
  });

  it('are ended by Ctrl-C pressed twice, and told as what was not done', async () => {
    const tasks = `
      - { name: Forever, shell: ${FOREVER}, async: forever }
      - { name: Join, await: forever }
`;
    await withCommands({ hosts: ['w1'], tasks }, async (place) => {
      const run = new RunProcess(place, { output: 'plain' }, { terminal: false });
      try {
        await run.until('waiting: w1: the end of "Forever"');
        await eventually('it runs', () => runs(pidOf(place)));
        run.kill('SIGINT');
        await run.until('Ctrl-C again stops them');
        run.kill('SIGINT');

        assert.equal(await run.ended(), 130, run.text);
        assert.ok(!runs(pidOf(place)));
        assert.match(run.text, /NOT DONE\n.*in the background "Forever" \[play\.yml:\d+\]\n/);
      } finally {
        await run.close();
      }
    });
  });

  it('are left to finish when k3play is killed, as any command is, and its journal knows of them', async () => {
    const tasks = `
      - { name: Slow, shell: 'touch {{ at }}/begun; until [ -e {{ at }}/go ]; do sleep 0.05; done; touch {{ at }}/done', async: slow }
      - { name: Join, await: slow }
`;
    await withCommands({ hosts: ['w1'], tasks }, async (place) => {
      const run = new RunProcess(place, { output: 'plain' }, { terminal: false });
      try {
        await run.until('waiting: w1: the end of "Slow"');
        await eventually('it has begun', () => existsSync(join(place.host, 'w1', 'begun')));
        run.kill('SIGKILL');
        await run.ended();
        const written: string[] = [];
        await reportCommand(undefined, { output: 'plain', verbose: 0, diff: false, list: false }, (text) => {
          written.push(text);
        });
        writeFileSync(join(place.host, 'w1', 'go'), '');

        assert.match(
          written.join(''),
          /\nstill under way in the background: "Slow" \[play\.yml:\d+\] on w1\n.*was killed\n$/s,
        );
        await eventually('it has ended', () => existsSync(join(place.host, 'w1', 'done')));
      } finally {
        await run.close();
      }
    });
  });
});
