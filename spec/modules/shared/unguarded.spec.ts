import assert from 'node:assert/strict';
import { modules } from '../../../lib/modules/index.ts';
import { factsOf } from '../../../lib/testing/facts.ts';
import { completeParams } from '../../support/params.ts';

const url = 'http://127.0.0.1/';

const rows: readonly (readonly [module: string, params: Record<string, unknown>, is: boolean])[] = [
  ['command', { command: 'true' }, true],
  ['command', { command: 'true', chdir: '/' }, true],
  ['command', { command: 'true', creates: '/a' }, false],
  ['command', { command: 'true', readonly: true }, false],
  ['shell', { script: 'true' }, true],
  ['shell', { script: 'true', removes: '/a' }, false],
  ['shell', { script: 'true', unless: 'true' }, false],
  ['shell', { script: 'true', only_if: 'true' }, false],
  ['http-request', { url }, false],
  ['http-request', { url, method: 'HEAD', readonly: false }, true],
  ['http-request', { url, method: 'POST' }, true],
  ['http-request', { url, method: 'POST', readonly: true }, false],
  ['http-request', { url, method: 'PUT', creates: '/a' }, false],
];

describe('what nothing can tell was done', () => {
  for (const [name, params, is] of rows) {
    it(`${is ? 'is' : 'is not'} ${name} with ${JSON.stringify(params)}`, () => {
      const module = modules.get(name) ?? assert.fail();
      const { params: completed } = completeParams(module.params, params);

      assert.equal(module.isUnguarded?.({ params: completed }), is);
      const context = { params: completed, facts: factsOf(module), found: {} };
      const isBlind = JSON.stringify(module.plan(context)).includes('no guard says');
      const asked = Object.keys(module.reads(context)).some((read) => read !== 'folder');
      assert.equal(isBlind && !asked, is, 'its plan says otherwise');
    });
  }

  it('is told by every module that takes guards, and by no other', () => {
    const taking = [...modules.values()].filter(({ params }) => 'only_if' in params.properties);
    const telling = [...modules.values()].filter(({ isUnguarded }) => isUnguarded);

    assert.deepEqual(telling, taking);
  });
});
