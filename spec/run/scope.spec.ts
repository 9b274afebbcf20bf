import assert from 'node:assert/strict';
import { Secret } from '../../lib/core/secret.ts';
import { Unknown } from '../../lib/core/unknown.ts';
import type { Task } from '../../lib/playbook/model.ts';
import type { PlayContext } from '../../lib/run/context.ts';
import { HostSession } from '../../lib/run/host-session.ts';
import { buildScope, type ScopeExtras } from '../../lib/run/scope.ts';
import type { Compiled, Scope } from '../../lib/template/compiled.ts';
import { compileText } from '../../lib/template/compile.ts';

interface Layers {
  readonly inventory?: Readonly<Record<string, unknown>>;
  readonly play?: Readonly<Record<string, string>>;
  readonly assigned?: Readonly<Record<string, unknown>>;
  readonly task?: Readonly<Record<string, string>>;
  readonly extra?: Readonly<Record<string, unknown>>;
  readonly names?: Readonly<Record<string, unknown>>;
}

function scopeOf(layers: Layers): Scope {
  const session = new HostSession({
    name: 'w1',
    groups: ['web'],
    vars: layers.inventory ?? {},
    connection: { address: '192.0.2.1' },
    span: undefined,
    layers: () => [],
  });
  Object.assign(session.assigned, layers.assigned);
  const context = {
    run: {
      extraVars: layers.extra ?? {},
      inputsOf: () => ({ size: 3 }),
      inventory: { groups: { web: ['w1'] } },
      hostvars: {},
      check: true,
    },
    play: { vars: compileAll(layers.play ?? {}) },
  };
  const task = layers.task && { vars: compileAll(layers.task) };
  const extras = { task, names: layers.names } as unknown as ScopeExtras & { task: Task };
  return buildScope(context as unknown as PlayContext, session, extras);
}

function compileAll(vars: Readonly<Record<string, string>>): Record<string, Compiled> {
  const span = { file: 'play.yml', line: 3, column: 5 };
  return Object.fromEntries(Object.entries(vars).map(([name, text]) => [name, compileText(text, span)]));
}

describe('buildScope', () => {
  const layers: readonly (readonly [keyof Layers, string])[] = [
    ['inventory', 'x'],
    ['play', 'x'],
    ['assigned', 'x'],
    ['task', 'x'],
    ['extra', 'x'],
    ['names', 'x'],
  ];
  for (const [near, [nearest]] of layers.entries()) {
    it(`takes a variable of ${nearest} over those farther off`, () => {
      const given = layers.slice(0, near + 1).map(([layer, name]) => [layer, { [name]: layer }]);

      assert.equal(scopeOf(Object.fromEntries(given) as Layers)['x'], nearest);
    });
  }

  for (const word of ['inputs', 'facts', 'groups', 'hostvars', 'host', 'check_mode']) {
    it(`lets nothing shadow "${word}"`, () => {
      const own = scopeOf({})[word];
      const other = { [word]: 'mine' };

      const scope = scopeOf({ inventory: other, play: other, assigned: other, task: other, extra: other });

      assert.deepEqual(scope[word], own);
      assert.notEqual(scope[word], 'mine');
    });
  }

  it('tells who the host is', () => {
    assert.deepEqual(scopeOf({})['host'], { name: 'w1', address: '192.0.2.1', groups: ['web'] });
  });

  it('renders variables that use one another in any order', () => {
    const scope = scopeOf({
      play: { a: '{{ b }}-a', c: 'c', b: '{{ c }}-b' },
      task: { z: '{{ y }}', y: '{{ a }}' },
    });

    assert.equal(scope['z'], 'c-b-a');
  });

  it('makes the variables of a play from the nearer ones of a task and of -e', () => {
    const scope = scopeOf({
      play: { url: '{{ name }}:{{ port }}', name: 'far', port: '1' },
      task: { name: 'near' },
      extra: { port: '2' },
    });

    assert.equal(scope['url'], 'near:2');
  });

  it('renders no variable that is not asked for', () => {
    const scope = scopeOf({ play: { broken: '{{ no_such }}', fine: 'x' } });

    assert.equal(scope['fine'], 'x');
    assert.throws(() => scope['broken'], /no_such/);
  });

  for (const text of ['{{ default no_such "x" }}', '{{ default inputs.no_such "x" }}']) {
    it(`copes with what is not there within a variable: ${text}`, () => {
      assert.equal(scopeOf({ play: { a: text, broken: '{{ b }}', b: '{{ broken }}' } })['a'], 'x');
    });
  }

  it('renders a variable once', () => {
    let asked = 0;
    const host = {
      get name() {
        asked += 1;
        return 'x';
      },
    };
    const scope = scopeOf({ play: { a: '{{ it.name }}', b: '{{ a }}{{ a }}' }, names: { it: host } });
    const { b } = scope;
    const before = asked;

    assert.equal(b, 'xx');
    assert.equal(scope['a'], 'x');
    assert.equal(asked, before);
  });

  for (const vars of [{ a: '{{ a }}' }, { a: '{{ b }}', b: '{{ c }}', c: '{{ a }}' }]) {
    it(`says where a variable is made from itself: ${Object.values(vars).join(' ')}`, () => {
      const scope = scopeOf({ play: vars });

      const said = /play\.yml:3:5: the variable "a" is made from itself/;
      assert.throws(() => scope['a'], said);
      assert.throws(() => scope['a'], said);
    });
  }

  it('carries what is secret and what is unknown on into what is made of it', () => {
    const scope = scopeOf({
      play: { url: 'pg://me:{{ password }}@db', path: '/srv/{{ made }}' },
      assigned: { password: new Secret('hush'), made: new Unknown('made by a command') },
    });

    const { url, path } = scope;
    assert.ok(url instanceof Secret && url.reveal() === 'pg://me:hush@db');
    assert.ok(path instanceof Unknown && path.reason === 'made by a command');
  });
});
