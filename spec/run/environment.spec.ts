import assert from 'node:assert/strict';
import { sh } from '../../lib/connection/sh.ts';
import { Secret } from '../../lib/core/secret.ts';
import { hostRead, textOf } from '../../lib/modules/read.ts';
import type { Compiled } from '../../lib/template/compiled.ts';
import { compileLiteral } from '../../lib/template/literal.ts';
import { Epoch } from '../../lib/run/epoch.ts';
import { environmentFor, renderEnvironment } from '../../lib/run/environment.ts';
import { ReadAhead } from '../../lib/run/read-ahead.ts';
import { runHere } from '../support/run-here.ts';
import { withFolder } from '../support/temporary-folder.ts';

const CANARY = "ca'na\nry $(exit 9) \\";

function show(name: string, script: string, more: object = {}): object {
  return { name, shell: { script, readonly: true }, register: name, ...more };
}

function render(values: Readonly<Record<string, unknown>>) {
  const span = { file: 'a.yml', line: 1, column: 1 };
  const compiled = Object.entries(values).map(
    ([name, value]) => [name, compileLiteral(value, span)] as const,
  );
  return renderEnvironment(
    { id: 'a.yml:1', environment: Object.fromEntries<Compiled>(compiled) },
    () => ({}),
  );
}

describe('environment', () => {
  it('is exported for what a task runs, the nearest word winning by name', () =>
    withFolder(async (folder) => {
      const { events, exitCode } = await runHere({
        folder,
        hosts: ['h1', 'h2'],
        vars: { where: 'play vars' },
        play: { environment: { A: 'play', B: 'play', C: '{{ where }}' } },
        tasks: [
          show('plain', 'echo "$A $B $C"'),
          {
            environment: { B: 'block {{ host.name }}' },
            block: [
              show('inner', 'echo "$A $B"', { environment: { A: 7 } }),
              show('each', 'echo "$A"', { environment: { A: 'of {{ item }}' }, loop: ['x', 'y'] }),
            ],
          },
          { name: 'program', command: { argv: ['printenv', 'B'], readonly: true }, register: 'program' },
          show('own', 'echo "$A"', { shell: { script: 'echo "$A"', readonly: true, env: { A: 'param' } } }),
        ],
      });

      const said = events.flatMap((event) =>
        event.kind === 'task-ended' && event.host === 'h2' ? [event.result?.['stdout']] : [],
      );
      assert.deepEqual(said, ['play play play vars', '7 block h2', 'of x', 'of y', 'play', 'param']);
      assert.equal(exitCode, 0);
    }));

  it('carries any text, secret ones in no argument and no event', () =>
    withFolder(async (folder) => {
      const inputs = { token: new Secret(CANARY) };
      const script = `
printf %s "$TOKEN" | od -An -c
tr '\\0' '\\n' </proc/$$/cmdline
[ "$PLAIN" = 'a "b"  c' ] && echo plain`;
      const { events, exitCode } = await runHere({
        folder,
        hosts: ['h1'],
        inputs,
        play: {
          inputs: { token: { type: 'string', secret: true } },
          environment: { TOKEN: '{{ inputs.token }}', PLAIN: 'a "b"  c' },
        },
        tasks: [
          show('looks', script),
          {
            name: 'changes',
            shell: { script: `${script}; touch here`, chdir: folder, creates: `${folder}/here` },
          },
          { name: 'fails', shell: 'echo "$TOKEN"; (', register: 'fails', ignore_errors: true },
          { name: 'is wrong', shell: 'if; then', ignore_errors: true },
        ],
      });

      const results = events.flatMap((event) => (event.kind === 'task-ended' ? [event.result] : []));
      for (const result of results.slice(0, 2)) {
        const said = String(result?.['stdout']);
        assert.match(said, /c {3}a {3}' {3}n {3}a {2}\\n {3}r {3}y/);
        assert.match(said, /plain/);
        assert.doesNotMatch(said, /TOKEN|na\nry/);
      }
      assert.ok(!JSON.stringify(events).includes(JSON.stringify(CANARY).slice(1, -1)));
      assert.ok(!JSON.stringify(results.slice(2)).includes('nary'));
      assert.equal(exitCode, 0);
    }));

  it('goes with the task to the host that it is delegated to, and to reads that wait', () =>
    withFolder(async (folder) => {
      const { told } = await runHere({
        folder,
        hosts: ['h1', 'h2'],
        tasks: [
          {
            name: 'Wait',
            'wait-for-ready': { command: '[ "$MARK" = h1 ]', timeout: 1 },
            environment: { MARK: '{{ host.name }}' },
            delegate_to: 'h2',
            when: 'host.name == "h1"',
          },
        ],
      });

      assert.deepEqual(told.toSorted(), ['h1 Wait: ok', 'h2 Wait: skipped']);
    }));

  it('leaves the language of what k3play itself asks alone', () => {
    const environment = render({ LC_ALL: 'de_DE', LANG: 'de', LANGUAGE: 'de', LANGS: 'x', PATH: '/opt' });

    assert.ok(environment && 'variables' in environment);
    assert.deepEqual(environmentFor('read', { environment }), { LANGS: 'x', PATH: '/opt' });
    assert.deepEqual(environmentFor('text', { environment }), environment.variables);
    assert.equal(environmentFor('read', {}), undefined);
  });

  it('keeps apart what was asked with another', async () => {
    const ahead = new ReadAhead();
    const read = hostRead({ key: 'same', script: sh`printenv A`, parse: textOf });
    const [one, two] = [render({ A: '1', B: '' }), render({ B: '', A: '1' })];
    assert.ok(one && 'key' in one && two && 'key' in two);
    const asked = { user: undefined, steps: new Epoch(), ownWaits: 0 };
    ahead.want(read, { ...asked, environment: one, ask: () => Promise.resolve('1') });

    assert.equal(ahead.take(read, { user: undefined }), undefined);
    assert.equal(await ahead.take(read, { user: undefined, environment: two }), '1');
  });

  it('refuses what no environment can hold', () => {
    assert.throws(() => render({ A: ['x'] }), /a\.yml:1: environment: A is a text/);
    assert.throws(() => render({ A: 'x\0y' }), /cannot hold a NUL/);
    assert.equal(render({}), undefined);
  });
});
