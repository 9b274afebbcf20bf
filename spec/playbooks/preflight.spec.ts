import assert from 'node:assert/strict';
import { listBundledFaults } from '../support/bundled-faults.ts';

const db = { db1: { address: '10.0.0.11' } };
const playbook = 'preflight.yml';

describe('preflight.yml', () => {
  it('refuses an inventory without servers', async () => {
    const told = await listBundledFaults({ playbook, k3s: {}, groups: { datastore: db } });

    assert.deepEqual(told, [
      'error: the group server has no hosts, and a cluster needs at least one (list them under groups: server: hosts:)',
    ]);
  });

  it('refuses a host that is to be two nodes', async () => {
    const groups = { datastore: db, server: { s1: { address: '10.0.0.21' } }, agent: { s1: {} } };

    const told = await listBundledFaults({ playbook, k3s: {}, groups });

    assert.match(
      told.join('\n'),
      /^error: s1 is in the groups server and agent, and can be one node only \(take it/,
    );
  });

  it('takes one with a server, and codes of findings to pass over', async () => {
    const groups = { datastore: db, server: { s1: { address: '10.0.0.21' } }, lb: { lb1: {} } };
    const k3s = { skip_preflight: ['datastore-disk', 'datastore-version'] };

    assert.deepEqual(await listBundledFaults({ playbook, k3s, groups }), []);
  });

  it('refuses a code that there is not, with the nearest', async () => {
    const groups = { server: { s1: { address: '10.0.0.21' } } };

    const told = await listBundledFaults({ playbook, k3s: { skip_preflight: ['clok'] }, groups });

    assert.match(
      told.join('\n'),
      /^error: input k3s\.skip_preflight\.0 must be .*, got "clok" \(did you mean "clock"\?\)$/,
    );
  });
});
