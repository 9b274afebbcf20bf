import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiagnosticsError } from '../../lib/core/diagnostic.ts';
import { modules } from '../../lib/modules/index.ts';
import { loadPlaybook } from '../../lib/playbook/load.ts';
import type { ModuleInfo } from '../../lib/playbook/model.ts';
import { t } from '../../lib/schema/build.ts';
import { describeFault, FOLDER, loadFixture } from './checked-files.ts';

describe('loadPlaybook', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'k3play-playbook-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function load(text: string, table: ReadonlyMap<string, ModuleInfo> = modules) {
    const file = join(folder, 'site.yml');
    await writeFile(file, text);
    return loadPlaybook(file, { modules: table, templateFolders: [] });
  }

  it('reads plays, imported ones in their place', async () => {
    const { plays } = await loadFixture('good.yml');

    const [web, here] = plays;
    assert.equal(plays.length, 2);
    assert.deepEqual(
      [web?.name, web?.hosts, web?.become, web?.tags, web?.serial, web?.gatherFacts, web?.tasks[0]?.folders],
      ['Web servers', 'web', true, ['web'], [], true, [FOLDER]],
    );
    assert.deepEqual(
      [
        here?.name,
        here?.hosts,
        here?.serial,
        here?.gatherFacts,
        here?.maxFailPercentage,
        here?.becomeUser,
        here?.tasks[0]?.folders,
      ],
      ['localhost', 'localhost', [2], false, 0, 'root', [join(FOLDER, 'imported')]],
    );
    assert.deepEqual(Object.keys(here?.inputs ?? {}), ['port']);
    assert.equal(web?.inputs, here?.inputs);
  });

  it('reads tasks with their defaults, seconds as milliseconds', async () => {
    const { plays } = await loadFixture('good.yml');

    const [configure, say] = plays[0]?.tasks ?? [];
    assert.ok(configure && say);
    assert.equal(configure.id, 'good.yml:10');
    assert.equal(configure.name.literal?.value, 'Configure');
    assert.equal(configure.module, 'template');
    assert.deepEqual(configure.params.literal?.value, { src: 'motd.hbs', dest: '/etc/motd', mode: '0644' });
    assert.deepEqual(configure.notify, ['Say so']);
    assert.equal(configure.when[0]?.render({ facts: { os: { family: 'debian' } }, workers: 3 }), true);
    const { retries, delayMs, timeoutMs, ignoreErrors, runOnce, secret, become, tags } = configure;
    assert.deepEqual(
      { retries, delayMs, timeoutMs, ignoreErrors, runOnce, secret, become, tags },
      {
        retries: 0,
        delayMs: 5000,
        timeoutMs: undefined,
        ignoreErrors: false,
        runOnce: false,
        secret: false,
        become: undefined,
        tags: [],
      },
    );
    assert.equal(say.name.literal?.value, 'debug');
    assert.deepEqual([say.register, say.retries, say.delayMs, say.timeoutMs], ['said', 3, 500, 2500]);
    assert.deepEqual(say.loop?.render({ domain: 'b' }), ['a', 'b']);
    assert.deepEqual(say.params.render({ item: 'a', inputs: { port: 8080 } }), { message: 'a:8080' });
    const [, set] = plays[1]?.tasks ?? [];
    assert.deepEqual(
      [set?.tags, set?.runOnce, set?.secret, set?.ignoreErrors],
      [['a', 'b'], true, true, true],
    );
  });

  it('gives every task an id of its own, even on one line', async () => {
    const { plays } = await load(
      '- { hosts: all, tasks: [{ debug: { message: a } }, { debug: { message: b } }] }\n' +
        '- hosts: all\n  tasks:\n    - debug: { message: c }\n',
    );

    const ids = plays.flatMap(({ tasks }) => tasks.map(({ id }) => id));
    assert.deepEqual(ids, ['site.yml:1', 'site.yml:1:52', 'site.yml:4']);
  });

  it('tells warnings of a playbook that is right', async () => {
    const { warnings } = await loadFixture('good.yml');

    assert.deepEqual(warnings.map(describeFault), [
      'good.yml:24:15 warning playbook/idle-handler: no task notifies the handler "Idle"',
    ]);
  });

  it('takes names that only an inventory can give for warnings where there is none', async () => {
    const { warnings } = await loadFixture('good.yml', { bare: true });

    assert.deepEqual(warnings.map(describeFault), [
      'good.yml:12:46 warning playbook/undefined: "workers" is not defined here, so an inventory must give it',
      'good.yml:24:15 warning playbook/idle-handler: no task notifies the handler "Idle"',
      'templates/motd.hbs:1:55 warning playbook/undefined: "domain" is not defined here, so an inventory must give it (used by the task of good.yml:10)',
    ]);
  });

  it('reads the short form of a module whose schema names the param it stands for', async () => {
    const shell: ModuleInfo = {
      name: 'shell',
      params: t.Object(
        {
          script: t.ScriptText({ description: 'The script.' }),
          readonly: t.Optional(t.Boolean({ description: 'Looks.' })),
        },
        { shorthand: 'script' },
      ),
      result: t.Object({ stdout: t.String({ description: 'Its output.' }) }),
    };
    const table = new Map([['shell', shell]]);

    const { plays } = await load('- hosts: all\n  tasks:\n    - shell: echo {{ host.name }}\n', table);
    const wrong = load('- hosts: all\n  tasks:\n    - shell: echo {{ host.nme }}\n', table);

    const params = plays[0]?.tasks[0]?.params;
    assert.deepEqual(params?.render({ host: { name: 'w1' } }), { script: 'echo w1' });
    await assert.rejects(wrong, /site\.yml:3:\d+: error: "host" has no "nme" \(did you mean "name"\?\)/);
  });

  it('reads variables of files, those of the play before them', async () => {
    await writeFile(join(folder, 'a.yml'), 'one: 1\ntwo: !cel one + 1\nthree: a\n');
    await writeFile(join(folder, 'b.yml'), 'three: b\nfour: b\n');

    const { plays } = await load(
      '- { hosts: all, vars_files: [a.yml, b.yml], vars: { four: play }, tasks: [] }\n',
    );

    const { one, two, three, four } = plays[0]?.vars ?? {};
    assert.equal(two?.render({ one: one?.render({}) }), 2);
    assert.deepEqual([three?.render({}), four?.render({})], ['b', 'play']);
  });

  it('takes an empty value for no params', async () => {
    const reboot: ModuleInfo = { name: 'reboot', params: t.Object({}), result: t.Object({}) };

    const { plays } = await load('- hosts: all\n  tasks:\n    - reboot:\n', new Map([['reboot', reboot]]));

    assert.deepEqual(plays[0]?.tasks[0]?.params.literal?.value, {});
  });

  it('finds templates in the given folders, after those of the playbook', async () => {
    const text =
      '- hosts: all\n  tasks:\n    - template: { src: motd.hbs, dest: /etc/motd }\n      vars: { domain: x, greeting: y }\n';
    const file = join(folder, 'site.yml');
    await writeFile(file, text);

    await assert.rejects(
      loadPlaybook(file, { modules, templateFolders: [] }),
      /there is no template "motd\.hbs"/,
    );
    await loadPlaybook(file, { modules, templateFolders: [join(FOLDER, 'templates')] });
  });

  it('tells of a file that is not there', async () => {
    const loading = loadPlaybook(join(folder, 'none.yml'), { modules, templateFolders: [] });

    await assert.rejects(
      loading,
      (error: unknown) => error instanceof DiagnosticsError && /there is no file/.test(error.message),
    );
  });

  it('checks 1 000 tasks in well under a second', async () => {
    const tasks = Array.from(
      { length: 1000 },
      (_, n) =>
        `    - name: Task ${n}\n      file: { path: "/etc/app/{{ facts.hostname }}-${n}", state: directory, mode: "0755" }\n      when: facts.cpus > ${n}\n      register: r${n}\n`,
    );
    const text = `- hosts: all\n  tasks:\n${tasks.join('')}`;
    await load(text);
    const before = process.cpuUsage();

    const { plays } = await load(text);

    assert.equal(plays[0]?.tasks.length, 1000);
    const usedMs = process.cpuUsage(before).user / 1000;
    assert.ok(usedMs < 1500, `${usedMs} ms`);
  });
});
