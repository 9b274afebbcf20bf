import assert from 'node:assert/strict';
import { runOnModel } from '../support/model-run.ts';

const HOSTS = { w1: { a: '1', b: '1', c: '1' } };

function change(name: string, notify: string): string {
  return `{ name: Change ${name}, setting: { name: ${name}, value: "2" }, notify: [${notify}] }`;
}

const SAY = 'debug: { message: x }';

describe('sections of a play', () => {
  it('each end with the handlers they have notified, in the order written', async () => {
    const { told, exitCode } = await runOnModel(
      `
- hosts: web
  post_tasks: [${change('c', 'First')}]
  tasks: [${change('b', 'Second, First')}]
  pre_tasks: [${change('a', 'Second')}]
  handlers: [{ name: First, ${SAY} }, { name: Second, ${SAY} }]
`,
      { hosts: HOSTS },
    );

    assert.deepEqual(told, [
      ...['w1 Change a: changed', 'w1 Second: ok'],
      ...['w1 Change b: changed', 'w1 First: ok', 'w1 Second: ok'],
      ...['w1 Change c: changed', 'w1 First: ok'],
    ]);
    assert.equal(exitCode, 0);
  });

  it('are not begun where a handler of the one before has failed', async () => {
    const { told, exitCode } = await runOnModel(
      `
- hosts: web
  pre_tasks: [${change('a', 'Then')}]
  tasks: [${change('b', 'Then')}]
  handlers: [{ name: Then, setting: { name: c, value: "9", verb: fail } }]
`,
      { hosts: HOSTS },
    );

    assert.deepEqual(told, ['w1 Change a: changed', 'w1 Then: failed']);
    assert.equal(exitCode, 2);
  });

  it('run what an earlier run left owed once, at the end of the first that notifies it', async () => {
    const { told } = await runOnModel(
      `
- hosts: web
  pre_tasks: [{ name: Before, ${SAY} }]
  tasks: [{ name: Same, setting: { name: a, value: "1" }, notify: Then }]
  post_tasks: [{ name: After, ${SAY}, notify: Then }]
  handlers: [{ name: Then, ${SAY}, notify: Last }, { name: Last, ${SAY} }]
`,
      { hosts: HOSTS, owed: ['Then', 'Last'] },
    );

    assert.deepEqual(told, ['w1 Before: ok', 'w1 Same: ok', 'w1 Then: ok', 'w1 After: ok', 'w1 Last: ok']);
  });

  it('tell in a dry run once what may be notified', async () => {
    const { told } = await runOnModel(
      `
- hosts: web
  pre_tasks: [{ name: Maybe, setting: { name: a, value: "2", sure: false }, notify: Then }]
  tasks: [{ name: Same, ${SAY} }]
  handlers: [{ name: Then, ${SAY} }]
`,
      { hosts: HOSTS, check: true },
    );

    assert.deepEqual(told, ['w1 Maybe: unknown', 'w1 Then: unknown', 'w1 Same: ok']);
  });

  it('are read ahead over: a host in sync costs no more round trips', async () => {
    const tasks = (section: string, name: string) =>
      `  ${section}: [{ name: T, setting: { name: ${name}, value: "1" }, notify: Then }]\n`;
    const handlers = `  handlers: [{ name: Then, ${SAY} }]\n`;
    const many = ['pre_tasks', 'tasks', 'post_tasks'].map((section, n) => tasks(section, 'abc'.charAt(n)));

    const one = await runOnModel(`- hosts: web\n${tasks('tasks', 'a')}${handlers}`, { hosts: HOSTS });
    const three = await runOnModel(`- hosts: web\n${many.join('')}${handlers}`, { hosts: HOSTS });

    const [asked, askedByThree] = [one, three].map(({ hosts }) => hosts.get('w1')?.stats.roundTrips);
    assert.equal(askedByThree, asked);
  });
});

describe('handlers', () => {
  it('run where a word they listen to is notified, each once, those of included files among them', async () => {
    const { told } = await runOnModel(
      `
- hosts: web
  tasks: [${change('a', 'Words, Named')}]
  handlers:
    - { name: Deaf, listen: [other], ${SAY} }
    - { name: Named, listen: [Words], ${SAY} }
    - import_tasks: more/handlers.yml
      when: host.name == "w1"
    - { listen: Words, ${SAY} }
    - { name: "For {{ host.name }}", listen: Words, ${SAY} }
    - { name: Other, ${SAY}, notify: [] }
`,
      {
        hosts: HOSTS,
        files: { 'more/handlers.yml': `- { name: Included, listen: Words, ${SAY} }\n` },
      },
    );

    assert.deepEqual(told, [
      ...['w1 Change a: changed', 'w1 Named: ok', 'w1 Included: ok', 'w1 debug: ok', 'w1 For w1: ok'],
    ]);
  });
});

describe('included tasks', () => {
  const files = {
    'more/tasks.yml': `
- { name: One, debug: { message: "{{ word }}" }, register: one }
- block:
    - import_tasks: deep.yml
  when: word != "b"
`,
    'more/deep.yml': `- { name: "Deep {{ word }}", debug: { message: x }, tags: [deep] }\n`,
  };
  const playbook = `
- hosts: web
  tasks:
    - import_tasks: more/tasks.yml
      vars: { word: a }
    - include_tasks: { file: more/tasks.yml }
      vars: { word: b }
      when: one.failed
      tags: [second]
    - { name: Last, ${SAY} }
`;

  it('run in place of the task that names them, with its variables and conditions', async () => {
    const { told, events } = await runOnModel(playbook, { hosts: HOSTS, files });

    assert.deepEqual(told, [
      ...['w1 One: ok', 'w1 Deep a: ok', 'w1 One: skipped', 'w1 Deep b: skipped', 'w1 Last: ok'],
    ]);
    const ids = events.flatMap((event) => (event.kind === 'task-started' ? [event.task.id] : []));
    assert.deepEqual(ids, [
      ...['more/tasks.yml:2', 'more/deep.yml:1', 'more/tasks.yml:2#2', 'more/deep.yml:1#2', 'play.yml:10'],
    ]);
  });

  it('have the tags of the task that names them, and may be started at', async () => {
    const skipped = await runOnModel(playbook, { hosts: HOSTS, files, skipTags: ['second', 'deep'] });
    const started = await runOnModel(
      playbook.replace('- { name: Last', '- import_tasks: more/start.yml\n    - { name: Last'),
      { hosts: HOSTS, files: { ...files, 'more/start.yml': `- { name: Here, ${SAY} }\n` }, startAt: 'Here' },
    );

    assert.deepEqual(skipped.told, ['w1 One: ok', 'w1 Last: ok']);
    assert.deepEqual(started.told, ['w1 Here: ok', 'w1 Last: ok']);
  });
});
