import assert from 'node:assert/strict';
import { assignOver, defineLazily } from '../../lib/playbook/lazy-vars.ts';
import { compileLiteral } from '../../lib/template/literal.ts';

describe('assignOver', () => {
  it('puts values over variables that wait to be rendered, and over values', () => {
    const scope: Record<string, unknown> = {};
    defineLazily(scope, { a: compileLiteral('old', { file: 'play.yml', line: 1, column: 1 }) });

    assignOver(scope, { a: 1, b: 2 });
    assignOver(scope, { b: 3 });

    assert.deepEqual({ ...scope }, { a: 1, b: 3 });
  });

  it('takes names that objects have of themselves for names like any other', () => {
    const scope: Record<string, unknown> = {};
    const values = JSON.parse('{ "__proto__": 1, "constructor": 2 }') as Record<string, unknown>;

    assignOver(scope, values);

    assert.deepEqual(Object.entries(scope), Object.entries(values));
    assert.equal(Object.getPrototypeOf(scope), Object.prototype);
  });
});
