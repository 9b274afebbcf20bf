import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listJournals } from '../../../lib/report/journal/folder.ts';
import { readJournal } from '../../../lib/report/journal/read.ts';
import type { RunEvent } from '../../../lib/run/events.ts';
import {
  applyThere,
  hearErrors,
  planThere,
  runThere,
  withCommands,
  type CommandPlace,
} from '../../support/command-here.ts';

const TASKS = `
      - { name: Folder, file: { path: "{{ at }}/d", state: directory } }
      - { name: Conf, template: { src: conf.hbs, dest: "{{ at }}/d/conf" }, notify: Then }
      - { name: Line, line: { path: "{{ at }}/d/conf", line: "last {{ extra }}" } }
      - { name: Each, copy: { content: "{{ item }}", dest: "{{ at }}/d/{{ item }}" }, loop: [one, two] }
      - { name: Once, shell: { script: "echo x > {{ at }}/once", creates: "{{ at }}/once" }, register: once }
      - { name: Guess, shell: "echo guess >> {{ at }}/guess", register: guess }
      - { name: After, copy: { content: "{{ guess.rc }}", dest: "{{ at }}/after" } }
`;
const HANDLERS = `
      - { name: Then, file: { path: "{{ at }}/then", state: directory } }
`;

const OWN_MODULE = `
import { defineModule, t } from 'k3play';
export const mine = defineModule({
  name: 'mine', summary: 'Does nothing.', params: t.Object({}), result: t.Object({}), examples: [],
  reads: () => ({}), plan: () => [], output: () => ({}),
});
`;

async function withPlan(body: (place: CommandPlace) => Promise<void>, tasks = TASKS): Promise<void> {
  await withCommands({ hosts: ['w1', 'w2'], tasks, handlers: HANDLERS }, async (place) => {
    await writeFile(join(place.folder, 'conf.hbs'), 'password {{ inputs.password }}\n');
    await mkdir(join(place.folder, 'modules'));
    await writeFile(join(place.folder, 'modules', 'mine.js'), OWN_MODULE);
    const { code, text } = await planThere(place, { extraVars: ['extra=on-the-command-line'] });
    assert.equal(code, 0, text);
    await body(place);
  });
}

async function eventsOf(place: CommandPlace, command: string): Promise<readonly RunEvent[]> {
  for (const file of await listJournals(place.runs)) {
    const journal = await readJournal(file);
    if (journal.head.command.startsWith(`k3play ${command} `)) return journal.events;
  }
  return assert.fail(`there is no journal of ${command}`);
}

function stepsOf(events: readonly RunEvent[]): readonly string[] {
  return events
    .flatMap((event) =>
      event.kind !== 'task-ended' || event.status !== 'changed'
        ? []
        : event.steps
            .filter(({ certain }) => certain)
            .map(({ subject, from, to }) => `${event.host} ${event.task.name} ${subject}: ${from} → ${to}`),
    )
    .sort();
}

describe('k3play plan and apply', function () {
  this.timeout(120_000);

  it('take the steps that were announced, no others but of what could not be known', async () => {
    await withPlan(async (place) => {
      assert.deepEqual(await readdir(join(place.host, 'w1')), []);
      const { code, text } = await applyThere(place);

      assert.equal(code, 0, text);
      const announced = stepsOf(await eventsOf(place, 'plan'));
      const taken = stepsOf(await eventsOf(place, 'apply'));
      assert.equal(announced.length, 16);
      assert.deepEqual(taken, announced);
      const conf = await readFile(join(place.host, 'w1', 'd', 'conf'), 'utf8');
      assert.equal(conf, 'password canary-secret\nlast on-the-command-line\n');
      assert.equal(await readFile(join(place.host, 'w2', 'after'), 'utf8'), '0');
    });
  });

  it('keep the plan for its owner alone, without a secret of the inventory or a hash of one', async () => {
    await withPlan(async (place) => {
      const file = join(place.folder, 'plan');
      const text = await readFile(file, 'utf8');

      assert.equal((await stat(file)).mode & 0o777, 0o600);
      assert.ok(!text.includes('canary-secret'));
      assert.ok(text.includes('on-the-command-line'));
      await chmod(file, 0o644);
      await assert.rejects(applyThere(place), /other users may read/);
    });
  });

  it('refuse a host that has moved since, and touch none', async () => {
    await withPlan(async (place) => {
      const inTheWay = join(place.host, 'w2', 'once');
      await writeFile(inTheWay, 'x');
      const { value, said } = await hearErrors(() => applyThere(place));

      assert.equal(value.code, 2);
      assert.match(
        said,
        /^stale: w2: "Once" \[play\.yml:\d+\]: it has nothing to do any more; planned was .*\nnothing was touched/,
      );
      assert.deepEqual(await readdir(join(place.host, 'w1')), []);
      assert.deepEqual(await readdir(join(place.host, 'w2')), ['once']);
    });
  });

  it('go on with the others where that is asked for', async () => {
    await withPlan(async (place) => {
      await writeFile(join(place.host, 'w2', 'once'), 'x');
      const { value } = await hearErrors(() => applyThere(place, { skipStale: true }));

      assert.equal(value.code, 2);
      assert.deepEqual(await readdir(join(place.host, 'w2')), ['once']);
      assert.equal(await readFile(join(place.host, 'w1', 'after'), 'utf8'), '0');
    });
  });

  it('tell a file that was found with another content', async () => {
    const tasks = `      - { name: Conf, copy: { content: "new", dest: "{{ at }}/conf" } }\n`;
    await withCommands({ hosts: ['w1'], tasks }, async (place) => {
      const conf = join(place.host, 'w1', 'conf');
      await writeFile(conf, 'old 1');
      await planThere(place);
      await writeFile(conf, 'old 2');
      const { value, said } = await hearErrors(() => applyThere(place));

      assert.equal(value.code, 2);
      assert.match(said, /^stale: w1: "Conf" \[play\.yml:\d+\]: it was to do|what it found is another now/);
      assert.equal(await readFile(conf, 'utf8'), 'old 2');
    });
  });

  for (const [name, change] of [
    ['conf.hbs', 'other\n'],
    ['play.yml', undefined],
    ['modules/mine.js', `${OWN_MODULE}// more\n`],
  ] as const) {
    it(`refuse where ${name} is another, and name it`, async () => {
      await withPlan(async (place) => {
        const file = join(place.folder, name);
        await writeFile(file, change ?? `${await readFile(file, 'utf8')}# more\n`);

        await assert.rejects(applyThere(place), new RegExp(`not what was planned: ${file} is another now`));
        assert.deepEqual(await readdir(join(place.host, 'w1')), []);
      });
    });
  }

  it('stop before steps that were not planned, should a host move in between', async () => {
    const tasks = `
      - { name: First, shell: { script: "echo sly > {{ at }}/conf; : > {{ at }}/first", creates: "{{ at }}/first" } }
      - { name: Conf, copy: { content: "new", dest: "{{ at }}/conf" } }
`;
    await withPlan(async (place) => {
      const { code, text } = await applyThere(place);

      assert.equal(code, 2);
      assert.match(text, /what it would do on w1 is not what was planned; nothing of it was done/);
      assert.equal(await readFile(join(place.host, 'w1', 'conf'), 'utf8'), 'sly\n');
    }, tasks);
  });

  it('write no plan where the dry run fails', async () => {
    const tasks = `      - { name: No, assert: { that: ['false'] } }\n`;
    await withCommands({ hosts: ['w1'], tasks }, async (place) => {
      const { value, said } = await hearErrors(() => planThere(place));

      assert.equal(value.code, 2);
      assert.match(said, /^no plan was written/);
      assert.ok(!(await readdir(place.folder)).includes('plan'));
      await assert.rejects(applyThere(place), /there is no file/);
    });
  });

  it('find nothing to do once it was applied', async () => {
    const tasks = `      - { name: Conf, copy: { content: "new", dest: "{{ at }}/conf" } }\n`;
    await withCommands({ hosts: ['w1'], tasks }, async (place) => {
      await runThere(place);
      await planThere(place);

      const { code, text } = await applyThere(place);
      assert.equal(code, 0);
      assert.match(text, /w1 : ok=1 changed=0/);
    });
  });
});
