import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeDiagnostic } from '../../lib/core/diagnostic.ts';
import { Secret } from '../../lib/core/secret.ts';
import { readInventory } from '../../lib/inventory/load.ts';
import { resolveInputs } from '../../lib/playbook/inputs.ts';
import { parseDocument } from '../../lib/source/document.ts';
import { withFolder } from '../support/temporary-folder.ts';

const SCHEMAS = {
  app: {
    type: 'object',
    properties: {
      cert: { type: 'string', fileContent: true },
      key: { type: 'string', fileContent: true, secret: true },
    },
  },
};

function resolve(app: object) {
  const text = JSON.stringify({ vars: { app }, groups: { web: { hosts: { w1: {} } } } });
  const none = (): never => assert.fail('nothing is to be made');
  const inventory = readInventory(parseDocument(text, 'hosts.yml'));
  const resolved = resolveInputs(SCHEMAS, inventory, { generated: { get: none, certificates: none } });
  return { app: resolved.inputsOf('w1')['app'], told: resolved.diagnostics.map(describeDiagnostic) };
}

describe('resolveInputs, of the content of files', () => {
  it('takes a path for what is in the file, and keeps secret what is', () =>
    withFolder(async (folder) => {
      const file = join(folder, 'a file');
      await writeFile(file, 'one\ntwo\n');

      const { app, told } = resolve({ cert: file, key: file });

      assert.deepEqual(told, []);
      assert.deepEqual(app, { cert: 'one\ntwo\n', key: new Secret('one\ntwo\n') });
    }));

  it('takes text of several lines for itself', () => {
    assert.deepEqual(resolve({ cert: 'a\nb\n' }), { app: { cert: 'a\nb\n' }, told: [] });
  });

  it('tells a file that is not there, and shows no secret', () => {
    const { told } = resolve({ cert: '/nowhere/x', key: 's3cret' });

    assert.equal(told.length, 2);
    assert.match(told[0] ?? '', /input app\.cert is neither text of several lines nor the path .*ENOENT/);
    assert.match(told[1] ?? '', /input app\.key is neither/);
    assert.ok(!told.join('').includes('s3cret'));
  });
});
