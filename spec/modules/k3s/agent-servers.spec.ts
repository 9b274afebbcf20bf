import assert from 'node:assert/strict';
import { k3sAgentServers } from '../../../lib/modules/k3s/agent-servers.ts';
import { isSteps } from '../../../lib/modules/step.ts';
import { describeModule } from '../../support/describe-module.ts';
import { ask } from '../../support/step-taking.ts';
import { dash } from '../../support/shells.ts';
import { withFolder } from '../../support/temporary-folder.ts';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const two = ['10.0.0.21:6443', '10.0.0.22:6443'];
const knows = (servers: readonly string[]) => ({
  known: { exists: true, registration: 'https://10.0.0.100:6443', servers },
});

describeModule(k3sAgentServers, {
  inSync: [
    {
      title: 'an agent that knows the servers',
      params: { servers: two },
      found: knows(two),
      result: { registration: 'https://10.0.0.100:6443', servers: two },
    },
    { title: 'any, where none are wanted', params: {}, found: knows([]) },
    {
      title: 'more than are wanted, where others do not matter',
      params: { servers: two.slice(0, 1), exact: false },
      found: knows(two),
    },
  ],
  drift: [
    {
      title: 'an agent that has not learnt of a server yet',
      params: { servers: two },
      found: knows(two.slice(0, 1)),
      steps: [{ what: 'the agent knows the servers of the cluster' }],
      after: knows(two),
    },
    {
      title: 'an agent that has not joined yet',
      params: {},
      found: { known: { exists: false, registration: '', servers: [] } },
      steps: [{ what: 'the agent knows the servers of the cluster' }],
      after: knows(two),
    },
  ],
  invalid: [{ title: 'a relative folder', params: { data_dir: 'x' }, message: /data_dir/ }],
});

describe('k3s-agent-servers on a host', () => {
  async function readIn(folder: string) {
    const params = { servers: two, exact: true, timeout: 1, data_dir: folder };
    const { known } = k3sAgentServers.reads({ params, facts: {} as never });
    assert.ok(known);
    return ask(known, dash);
  }

  it('reads what the agent wrote, or that there is nothing', async () => {
    await withFolder(async (folder) => {
      assert.deepEqual(await readIn(folder), { exists: false, registration: '', servers: [] });
      mkdirSync(join(folder, 'agent', 'etc'), { recursive: true });
      const file = join(folder, 'agent', 'etc', 'k3s-agent-load-balancer.json');
      writeFileSync(
        file,
        JSON.stringify({ ServerURL: 'https://a:6443', ServerAddresses: [...two].reverse(), Listener: null }),
      );

      assert.deepEqual(await readIn(folder), { exists: true, registration: 'https://a:6443', servers: two });

      writeFileSync(file, '{');
      await assert.rejects(readIn(folder), /cannot read .*k3s-agent-load-balancer\.json/);
    });
  });

  it('says which servers it lacks and which it should forget', () => {
    const params = { servers: two, exact: true, timeout: 1, data_dir: '/d' };
    const plan = k3sAgentServers.plan({ params, facts: {} as never, found: knows([]) });
    const [step] = isSteps(plan) ? plan : [];

    assert.equal(
      step?.kind === 'poll' && step.missing(knows(['10.0.0.21:6443', '10.0.0.9:6443']).known),
      'it does not know 10.0.0.22:6443; it knows 10.0.0.9:6443, which is no server of the inventory',
    );
  });
});
