import assert from 'node:assert/strict';
import { listBundledFaults } from '../support/bundled-faults.ts';

const CASES = [
  {
    title: 'a token of agents given in two places',
    k3s: { agent_token: 'abcdefghijk', server: { config: { 'agent-token': 'lmnopqrstuv' } } },
    says: /^error: k3s\.agent_token and the setting agent-token of k3s\.server\.config are one and the same/,
  },
  {
    title: 'a token of agents that is that of the servers',
    k3s: { token: 'abcdefghijk', agent_token: 'abcdefghijk' },
    says: /^error: .*could join as a server \(agent_token: generate makes one/,
  },
];

function load(k3s: object): Promise<readonly string[]> {
  const groups = { datastore: { db1: {} }, server: { s1: {}, s2: {} } };
  return listBundledFaults({ playbook: 'servers.yml', k3s, groups });
}

describe('servers.yml', () => {
  for (const { title, k3s, says } of CASES) {
    it(`refuses ${title}`, async () => {
      const [told, ...others] = await load(k3s);

      assert.match(told ?? '', says);
      assert.deepEqual(others, []);
    });
  }

  for (const k3s of [{}, { token: 'abcdefghijk', agent_token: 'generate' }, { token_from: 'server' }]) {
    it(`accepts ${JSON.stringify(k3s)}`, async () => assert.deepEqual(await load(k3s), []));
  }
});
