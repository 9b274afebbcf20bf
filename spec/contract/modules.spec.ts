import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Module } from '../../lib/modules/define.ts';
import { listFields } from '../../lib/modules/fields.ts';
import { modules } from '../../lib/modules/index.ts';
import type { ObjectSchema } from '../../lib/schema/build.ts';
import { createValidator } from '../../lib/schema/validate.ts';
import { buildModulePage } from '../../scripts/module-page.ts';
import { debian } from '../support/facts.ts';
import { isRenderedAlready } from '../support/plain-example.ts';
import { listSyntaxErrors } from '../support/shells.ts';

const ROOT = join(import.meta.dirname, '../..');

/** `service`, or `k3s/binary` for `k3s-binary`: a family of modules has a folder. */
function findStem(name: string): string {
  const [family = '', ...rest] = name.split('-');
  const inFamily = `${family}/${rest.join('-')}`;
  return rest.length > 0 && existsSync(join(ROOT, 'lib/modules', `${inFamily}.ts`)) ? inFamily : name;
}

function listDefining(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && name !== 'define.ts')
    .filter((name) => /= defineModule\(/.test(readFileSync(join(folder, name), 'utf8')))
    .map((name) => name.replace(/\.ts$/, ''));
}

/** Places in a schema that say nothing of themselves. */
function listUndescribed(node: unknown, path: string): string[] {
  if (node === null || typeof node !== 'object') return [];
  const { properties = {}, items, additionalProperties } = node as Record<string, object | undefined>;
  const parts = Object.entries(properties as Record<string, { description?: string }>).map(
    ([name, part]) => [`${path}.${name}`, part] as const,
  );
  const bare = parts.filter(([, part]) => !part.description).map(([name]) => name);
  const inside = [...parts, [`${path}[]`, items] as const, [`${path}.*`, additionalProperties] as const];
  return [...bare, ...inside.flatMap(([name, part]) => listUndescribed(part, name))];
}

describe('modules', () => {
  it('are all in the registry', () => {
    const stems = [...modules.keys()].map(findStem);

    assert.deepEqual(stems.sort(), listDefining(join(ROOT, 'lib/modules')).sort());
  });

  for (const module of modules.values()) describe(module.name, () => checkModule(module));
});

function checkModule(module: Module): void {
  const { name, summary, params, result, examples } = module;
  const stem = findStem(name);

  it('has a name in kebab-case', () => {
    assert.match(name, /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
  });

  it('sums itself up in one sentence', () => {
    assert.match(summary, /^[A-Z].*[^.]\.$/);
  });

  it('has its code, its spec and its page under one name', () => {
    const files = [`lib/modules/${stem}.ts`, `spec/modules/${stem}.spec.ts`, `docs/modules/${name}.md`];

    assert.deepEqual(
      files.filter((file) => !existsSync(join(ROOT, file))),
      [],
    );
  });

  it('has a page that is in step with it', () => {
    const page = join(ROOT, `docs/modules/${name}.md`);

    assert.equal(readFileSync(page, 'utf8'), buildModulePage(module), 'run npm run docs');
  });

  it('describes every param and every field of its result', () => {
    assert.deepEqual([...listUndescribed(params, 'params'), ...listUndescribed(result, 'result')], []);
  });

  it('names params and fields in snake_case', () => {
    const names = [params, result].flatMap((schema: ObjectSchema) =>
      listFields(schema).map((field) => field.name),
    );

    assert.deepEqual(
      names.filter((one) => !/^[a-z*][a-z0-9_.*[\]]*$/.test(one)),
      [],
    );
  });

  it('refuses unknown params, unless all names are its own', () => {
    const { issues } = createValidator().check(params, { no_such_param: 1 });
    const open = (params as { additionalProperties?: unknown }).additionalProperties === true;

    assert.equal(
      issues.some(({ message }) => message.includes('unknown key "no_such_param"')),
      !open,
    );
  });

  it('has examples that its own schema takes', () => {
    const validator = createValidator();

    assert.ok(examples.length > 0);
    for (const example of examples)
      assert.deepEqual(validator.check(params, example.params).issues, [], example.title);
  });

  it('asks in a syntax that every shell takes', () => {
    for (const example of examples.filter(isPlain)) {
      const context = { params: createValidator().check(params, example.params).value, facts: debian };
      for (const read of Object.values(module.reads(context))) {
        if (read.kind === 'host') assert.deepEqual(listSyntaxErrors(read.script.text), [], read.key);
      }
    }
  });

  /** Here is no engine to render anything. */
  function isPlain(example: Module['examples'][number]): boolean {
    return isRenderedAlready(module, example) && !JSON.stringify(example.params).includes('{{');
  }
}
