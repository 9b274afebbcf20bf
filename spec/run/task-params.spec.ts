import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SourceFiles } from '../../lib/connection/transfer/source-files.ts';
import type { K3Error } from '../../lib/core/errors.ts';
import { Secret } from '../../lib/core/secret.ts';
import { Unknown } from '../../lib/core/unknown.ts';
import { assert as assertModule } from '../../lib/modules/assert.ts';
import { copy } from '../../lib/modules/copy.ts';
import type { Module } from '../../lib/modules/define.ts';
import { kubernetesManifest } from '../../lib/modules/kubernetes-manifest.ts';
import { set } from '../../lib/modules/set.ts';
import { template } from '../../lib/modules/template.ts';
import type { Task } from '../../lib/playbook/model.ts';
import type { PlayContext } from '../../lib/run/context.ts';
import { createTemplateFiles } from '../../lib/run/local-files.ts';
import { buildParams } from '../../lib/run/task-params.ts';
import { createValidator } from '../../lib/schema/validate.ts';
import type { Scope } from '../../lib/template/compiled.ts';
import { compileValue } from '../../lib/template/compile.ts';
import { withFolder } from '../support/temporary-folder.ts';

interface Case {
  readonly module: Module;
  readonly params: Readonly<Record<string, unknown>>;
  readonly scope?: Scope;
  readonly folder?: string;
  /** Gets what the run will mask. */
  readonly kept?: unknown[];
}

function build({ module, params, scope = {}, folder = '/', kept = [] }: Case) {
  const span = { file: 'play.yml', line: 7, column: 9 };
  const compiled = compileValue(params, () => span);
  const task = { module: module.name, params: compiled, folders: [folder] } as unknown as Task;
  const context = {
    run: {
      validator: createValidator(),
      keepSecret: (value: unknown) => kept.push(value),
      templates: createTemplateFiles([], new SourceFiles()),
    },
  } as unknown as PlayContext;
  return buildParams(task, () => scope, { module, context });
}

describe('buildParams', () => {
  it('renders, and puts the defaults in', async () => {
    const params = await build({
      module: copy,
      params: { content: 'for {{ name }}', dest: '/etc/{{ name }}' },
      scope: { name: 'w1' },
    });

    assert.ok(!(params instanceof Unknown));
    assert.equal(params['content'], 'for w1');
    assert.equal(params['dest'], '/etc/w1');
  });

  it('reads a file whose text a module asks for, and takes nothing in it for a template', () =>
    withFolder(async (folder) => {
      writeFileSync(join(folder, 'web.yml'), 'kind: {{ kind }}\n');

      const params = await build({ module: kubernetesManifest, params: { src: 'web.yml' }, folder });

      assert.ok(!(params instanceof Unknown));
      assert.deepEqual(params['src'], { path: join(folder, 'web.yml'), text: 'kind: {{ kind }}\n' });
    }));

  it('hands secrets on as Secret, and has them masked from then on', async () => {
    const kept: unknown[] = [];
    const scope = { password: new Secret('hush') };

    const params = await build({ module: set, params: { dsn: 'pg://{{ password }}' }, scope, kept });

    const dsn = (params as Record<string, unknown>)['dsn'];
    assert.ok(dsn instanceof Secret);
    assert.equal(dsn.reveal(), 'pg://hush');
    assert.deepEqual(
      kept.map((value) => (value as { dsn: Secret }).dsn.reveal()),
      ['pg://hush'],
    );
  });

  it('is unknown where a param is that the module must know', async () => {
    const params = await build({
      module: copy,
      params: { content: 'x', dest: '/{{ made }}' },
      scope: { made: new Unknown('made by a command') },
    });

    assert.ok(params instanceof Unknown);
    assert.equal(params.reason, 'made by a command');
  });

  it('says which param is wrong, and where', async () => {
    await assert.rejects(
      build({ module: copy, params: { content: 'x', dest: '{{ name }}' }, scope: { name: 'relative' } }),
      (error: K3Error) => {
        assert.equal(error.code, 'run/invalid-params');
        assert.match(error.message, /^play\.yml:7:9: copy: dest: /);
        return true;
      },
    );
  });

  it('puts a file of this machine in the place of its name', () =>
    withFolder(async (folder) => {
      writeFileSync(join(folder, 'x'), 'text');

      const params = await build({
        module: copy,
        params: { src: '{{ name }}', dest: '/x' },
        scope: { name: 'x' },
        folder,
      });

      const { path, size } = (params as Record<string, { path: string; size: number }>)['src'] ?? {};
      assert.deepEqual({ path, size }, { path: join(folder, 'x'), size: 4 });
    }));

  it('puts the text of a template in the place of its name', () =>
    withFolder(async (folder) => {
      writeFileSync(join(folder, 'x.hbs'), 'for {{ name }}');
      const params = { src: 'x.hbs', dest: '/x' };

      const plain = await build({ module: template, params, scope: { name: 'w1' }, folder });
      const secret = await build({ module: template, params, scope: { name: new Secret('hush') }, folder });

      const textOf = (built: unknown): unknown => (built as { src: { text: unknown } }).src.text;
      assert.equal(textOf(plain), 'for w1');
      const text = textOf(secret);
      assert.ok(text instanceof Secret && text.reveal() === 'for hush');
    }));

  it('puts beside an expression what it comes to', async () => {
    const params = await build({
      module: assertModule,
      params: { that: ['size > 2', 'size > 3', 'made == 1'] },
      scope: { size: 3, made: new Unknown('made by a command') },
    });

    const that = (params as { that: { text: string; value: unknown }[] }).that;
    assert.deepEqual(that.slice(0, 2), [
      { text: 'size > 2', value: true },
      { text: 'size > 3', value: false },
    ]);
    assert.ok(that[2]?.value instanceof Unknown);
  });
});
