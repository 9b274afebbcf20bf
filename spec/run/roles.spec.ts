import assert from 'node:assert/strict';
import { runOnModel, type ModelRun } from '../support/model-run.ts';

const HOSTS = { w1: { a: '1', b: '1' }, w2: { a: '1', b: '1' } };

const INPUTS =
  'inputs: { port: { type: integer, default: 80 }, all: { type: string, default: x } }\nplays:\n';

const ROLE = {
  'roles/app/inputs.yml': `
port: { type: integer, minimum: 1, description: Port to serve on }
label: { type: string, default: plain }
key: { type: string, secret: true, default: none }
`,
  'roles/app/defaults/main.yml': 'size: 1\nbig: !cel size * 10\nweak: default\n',
  'roles/app/vars/main.yml':
    'fixed: role\nwanted: "{{ inputs.port }}-{{ label }}"\nlabel: "{{ inputs.label }}"\n',
  'roles/app/tasks/main.yml': `
- import_tasks: say.yml
- { name: Change, setting: { name: "{{ inputs.label }}", value: "{{ inputs.port }}" }, notify: Restart }
`,
  'roles/app/tasks/say.yml': `
- name: Say
  debug: { message: "{{ wanted }} {{ big }} {{ weak }} {{ fixed }} {{ play_port }} {{ inputs.all }} {{ top }}" }
`,
  'roles/app/handlers/main.yml': `
- name: Restart
  debug: { message: "restart {{ inputs.port }} {{ fixed }}" }
`,
};

function saidBy({ events }: ModelRun, name: string): readonly string[] {
  return events.flatMap((event) =>
    event.kind === 'task-ended' && event.task.name === name ? (event.message ?? []) : [],
  );
}

describe('roles', () => {
  it('see their own inputs and variables over what is around, which sees nothing of them', async () => {
    const ran = await runOnModel(
      `
${INPUTS}
  - hosts: web
    vars: { play_port: "{{ inputs.port }}", weak: play, fixed: play, ports: { w1: 1001, w2: 1002 } }
    roles:
      - role: app
        inputs: { port: !cel "ports[host.name]", label: a }
        vars: { top: "{{ fixed }} {{ inputs.port }}", size: 3 }
    tasks:
      - { name: After, debug: { message: "{{ fixed }} {{ inputs.port }}" } }
`,
      { hosts: HOSTS, files: ROLE, inputs: { port: 80, all: 'x' }, concurrency: 1 },
    );

    assert.deepEqual(saidBy(ran, 'Say'), [
      '1001-a 30 play role 80 x play 80',
      '1002-a 30 play role 80 x play 80',
    ]);
    assert.deepEqual(saidBy(ran, 'Restart'), ['restart 1001 role', 'restart 1002 role']);
    assert.deepEqual(saidBy(ran, 'After'), ['play 80', 'play 80']);
    assert.equal(ran.exitCode, 0);
    const changed = ['w1', 'w2'].map((name) => ran.hosts.get(name)?.state.get('a'));
    assert.deepEqual(changed, ['1001', '1002']);
  });

  it('of one play used several times are apart, with their handlers', async () => {
    const ran = await runOnModel(
      `${INPUTS}
- hosts: web
  vars: { play_port: 1, top: x }
  tasks:
    - import_role: { name: app, inputs: { port: 1, label: a } }
    - block:
        - include_role: { name: app, inputs: { port: 2, label: b } }
          when: host.name == "w1" && inputs.port == 80
`,
      { hosts: HOSTS, files: ROLE, inputs: { port: 80, all: 'x' }, concurrency: 1 },
    );

    assert.deepEqual(ran.told, [
      ...['w1 Say: ok', 'w2 Say: ok', 'w1 Change: ok', 'w2 Change: ok'],
      ...['w1 Say: ok', 'w2 Say: skipped', 'w1 Change: changed', 'w2 Change: skipped', 'w1 Restart: ok'],
    ]);
    assert.deepEqual(saidBy(ran, 'Restart'), ['restart 2 role']);
  });

  it('run between pre_tasks and tasks, what they depend on before them and once', async () => {
    const task = (name: string) => `- { name: ${name}, debug: { message: x } }\n`;
    const { told } = await runOnModel(
      `
- hosts: web
  post_tasks: [{ name: Post, debug: { message: x } }]
  tasks: [{ name: Task, debug: { message: x } }]
  roles: [one, two, common, { role: common, tags: [again] }]
  pre_tasks: [{ name: Pre, debug: { message: x } }]
`,
      {
        hosts: { w1: {} },
        files: {
          'roles/one/meta/main.yml': 'dependencies: [common]\n',
          'roles/one/tasks/main.yml': task('One'),
          'roles/two/meta/main.yml': 'galaxy_info: {}\ndependencies: [{ role: common }]\n',
          'roles/two/tasks/main.yml': task('Two'),
          'roles/common/tasks/main.yaml': task('Common'),
        },
      },
    );

    assert.deepEqual(
      told.map((line) => line.replace(/^w1 (.*): ok$/, '$1')),
      ['Pre', 'Common', 'One', 'Two', 'Common', 'Task', 'Post'],
    );
  });

  it('give dependencies what they were given themselves', async () => {
    const ran = await runOnModel(
      `${INPUTS}
- hosts: web
  vars: { play_port: 1, top: x }
  roles: [{ role: outer, inputs: { port: 7 } }]
`,
      {
        hosts: { w1: { a: '7' } },
        inputs: { all: 'x' },
        files: {
          ...ROLE,
          'roles/outer/inputs.yml': 'port: { type: integer }\n',
          'roles/outer/meta/main.yml':
            'dependencies: [{ role: app, inputs: { port: !cel inputs.port + 1, label: a } }]\n',
          'roles/outer/tasks/main.yml': '- { name: Out, debug: { message: "{{ inputs.port }}" } }\n',
        },
      },
    );

    assert.deepEqual(saidBy(ran, 'Say'), ['8-a 10 default role 1 x x']);
    assert.deepEqual(saidBy(ran, 'Out'), ['7']);
  });

  it('end the host where what is given does not fit, naming the place', async () => {
    const { told, events, exitCode } = await runOnModel(
      `${INPUTS}
- hosts: web
  vars: { play_port: 1, top: x, ports: { w1: 0 } }
  roles: [{ role: app, inputs: { port: !cel "ports[host.name]" } }]
`,
      { hosts: { w1: {} }, files: ROLE, inputs: { all: 'x' } },
    );

    assert.deepEqual(told, ['w1 Say: failed']);
    assert.equal(exitCode, 2);
    const failed = events.find((event) => event.kind === 'task-ended');
    assert.match(
      failed?.failure?.message ?? '',
      /play\.yml:6:46: role "app": input port must be 1 or more, got the number 0$/,
    );
  });

  it('carry on in a dry run what cannot be known, and say so', async () => {
    const { told } = await runOnModel(
      `${INPUTS}
- hosts: web
  vars: { play_port: 1, top: x }
  tasks:
    - { name: Maybe, setting: { name: b, value: "2", sure: false }, register: maybe }
    - import_role: { name: app, inputs: { port: !cel "maybe.changed ? 1 : 2", label: a } }
`,
      { hosts: { w1: { a: '1', b: '1' } }, files: ROLE, inputs: { all: 'x' }, check: true },
    );

    assert.deepEqual(told, ['w1 Maybe: unknown', 'w1 Say: ok', 'w1 Change: unknown', 'w1 Restart: unknown']);
  });

  it('are reached from outside by what their handlers listen to, or by the name of the role before theirs', async () => {
    const { told } = await runOnModel(
      `
- hosts: web
  roles: [one, two]
  tasks:
    - { name: Words, setting: { name: a, value: "2" }, notify: [changed] }
  post_tasks:
    - { name: Name, setting: { name: b, value: "2" }, notify: ["two : Restart"] }
  handlers:
    - { name: Own, listen: changed, debug: { message: x } }
`,
      {
        hosts: { w1: { a: '1', b: '1' } },
        files: {
          'roles/one/handlers/main.yml': '- { name: Restart, listen: changed, debug: { message: one } }\n',
          'roles/two/handlers/main.yml': '- { name: Restart, debug: { message: two } }\n',
          'roles/two/tasks/main.yml': '- { name: Two, setting: { name: c, value: "2" }, notify: Restart }\n',
        },
      },
    );

    assert.deepEqual(told, [
      ...['w1 Two: changed', 'w1 Words: changed', 'w1 Restart: ok', 'w1 Restart: ok', 'w1 Own: ok'],
      ...['w1 Name: changed', 'w1 Restart: ok'],
    ]);
  });
});
