import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { parse } from 'yaml';
import { buildInventorySchema } from '../../lib/inventory/editor-schema.ts';
import { modules } from '../../lib/modules/index.ts';
import { buildPlaybookSchema } from '../../lib/playbook/editor-schema.ts';
import { loadPlaybook } from '../../lib/playbook/load.ts';

const ROOT = join(import.meta.dirname, '../..');
const asText = (tag: string) => ({ tag, resolve: (text: string) => text });

/** As an editor sees it: text behind a tag is text. */
function readYaml(text: string): unknown {
  return parse(text, { customTags: ['!cel', '!secret'].map(asText), merge: true }) as unknown;
}

/** JSON Schema alone, without our keywords and formats. */
function compile(schema: unknown): ValidateFunction {
  return new Ajv({
    strict: true,
    strictTypes: false,
    strictRequired: false,
    allowUnionTypes: true,
    allErrors: true,
    validateFormats: false,
  }).compile(schema as object);
}

function listFiles(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yml'))
    .map((name) => join(folder, name));
}

function assertFits(validate: ValidateFunction, value: unknown): void {
  const fits = validate(value);

  const places = validate.errors?.map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
  assert.ok(fits, places?.join('\n'));
}

describe('buildPlaybookSchema', () => {
  const validate = compile(buildPlaybookSchema(modules));
  const isPlaybook = (file: string): boolean => !/\/(inputs|vars|tasks|roles)\//.test(file);

  for (const file of listFiles('playbooks').filter(isPlaybook)) {
    it(`finds nothing wrong with ${file}`, () => {
      assertFits(validate, readYaml(readFileSync(join(ROOT, file), 'utf8')));
    });
  }
  for (const { name, examples } of modules.values()) {
    it(`finds nothing wrong with the examples of ${name}`, () => {
      assertFits(validate, [{ hosts: 'all', tasks: examples.map(({ params }) => ({ [name]: params })) }]);
    });
  }

  const task = (text: string): string => `[{ hosts: all, tasks: [${text}] }]`;
  const WRONG: Readonly<Record<string, string>> = {
    'a play without hosts': '[{ tasks: [] }]',
    'an unknown keyword of a play': '[{ hosts: all, taks: [] }]',
    'an unknown module': task('{ deubg: { message: x } }'),
    'two modules': task('{ debug: { message: x }, stat: { path: /x } }'),
    'a task without a module': task('{ name: x }'),
    'an unknown param': task('{ stat: { paht: /x } }'),
    'a param that is missing': task('{ stat: {} }'),
    'a mode that is a number': task('{ file: { path: /x, mode: 644 } }'),
    'a misspelt word': task('{ service: { name: x, state: startd } }'),
    'a word for true': task('{ debug: { message: x }, become: "yes" }'),
    'a number as text': task('{ debug: { message: x }, retries: "3" }'),
    'a role without a name': '[{ hosts: all, roles: [{ inputs: {} }] }]',
    'what a file of tasks cannot have': task('{ import_tasks: { path: x } }'),
    'a block among handlers': '[{ hosts: all, handlers: [{ block: [] }] }]',
    'a task that listens': task('{ debug: { message: x }, listen: x }'),
    'a task in a block': task('{ block: [{ deubg: {} }] }'),
  };
  for (const [title, text] of Object.entries(WRONG)) {
    it(`refuses ${title}`, () => {
      assert.equal(validate(readYaml(text)), false);
    });
  }

  it('takes roles, files of tasks and handlers that listen', () => {
    const play = `
- hosts: all
  pre_tasks: [{ import_tasks: a.yml, when: x }, { include_tasks: { file: b.yml }, tags: [a] }]
  roles: [one, { role: two, inputs: { port: 80 }, become: true }]
  tasks: [{ import_role: three }, { include_role: { name: three, inputs: { port: !cel x } }, vars: { a: 1 } }]
  handlers: [{ import_tasks: c.yml }, { listen: [x], debug: { message: x } }]
`;

    assertFits(validate, readYaml(play));
  });

  it('takes expressions and templates where something else than text is wanted', () => {
    const text = task(
      '{ file: { path: !cel inputs.path, mode: "{{ mode }}", state: !cel "gone ? \'absent\' : \'file\'" } }',
    );

    assertFits(validate, readYaml(text));
  });
});

describe('buildInventorySchema', () => {
  let validate: ValidateFunction;
  before(async () => {
    const { plays } = await loadPlaybook(join(ROOT, 'playbooks/ha.yml'), {
      modules,
      templateFolders: [join(ROOT, 'templates')],
    });
    validate = compile(
      buildInventorySchema(Object.fromEntries(plays.flatMap(({ inputs }) => Object.entries(inputs)))),
    );
  });

  for (const file of [...listFiles('inventory'), 'spec/fixtures/playbooks/hosts.yml']) {
    it(`finds nothing wrong with ${relative('.', file)}`, () => {
      assertFits(validate, readYaml(readFileSync(join(ROOT, file), 'utf8')));
    });
  }

  const WRONG: Readonly<Record<string, string>> = {
    'an unknown key of a host': '{ groups: { web: { hosts: { w1: { adress: 10.0.0.1 } } } } }',
    'a port that is text': '{ connection: { port: "22" }, groups: {} }',
    'an unknown setting of the cluster': '{ vars: { k3s: { sorce: {} } }, groups: {} }',
    'one of a host':
      '{ groups: { server: { hosts: { s1: { vars: { k3s: { server: { confg: {} } } } } } } } }',
    'a datastore there is none of': '{ vars: { k3s: { datastore: { kind: oracle } } }, groups: {} }',
  };
  for (const [title, text] of Object.entries(WRONG)) {
    it(`refuses ${title}`, () => {
      assert.equal(validate(readYaml(text)), false);
    });
  }

  it('takes values that are looked up, in both forms', () => {
    const lookups =
      '{ a: !env A, b: !env { name: A, default: 1 }, c: !command [a, b], d: !http { url: http://a } }';

    assertFits(validate, readYaml(`{ vars: ${lookups}, groups: { web: { vars: ${lookups} } } }`));
  });

  it('takes a secret by its name, and parts of what is needed', () => {
    assertFits(
      validate,
      readYaml('{ vars: { k3s: { token: !secret t, proxy: { no_proxy: [x] } } }, groups: {} }'),
    );
  });
});
