import assert from 'node:assert/strict';
import { k3sServers } from '../../../lib/modules/k3s/servers.ts';
import { parseEndpoints, readLatency } from '../../../lib/modules/k3s/shared/endpoints-read.ts';
import { isSteps } from '../../../lib/modules/step.ts';
import { describeModule } from '../../support/describe-module.ts';

const two = ['10.0.0.21:6443', '10.0.0.22:6443'];
const up = (value: readonly string[]) => ({ api: 'up', value });

describeModule(k3sServers, {
  inSync: [
    {
      title: 'the servers, and the time that a read takes',
      params: { servers: [...two].reverse() },
      found: { endpoints: up(two), latency: 1.5 },
      result: { endpoints: two, latency_known: true, latency_ms: 1.5 },
    },
    {
      title: 'whatever there is, where none are wanted',
      params: {},
      found: { endpoints: up(two), latency: null },
      result: { endpoints: two, latency_known: false, latency_ms: 0 },
    },
  ],
  drift: [
    {
      title: 'a server that is missing',
      params: { servers: [...two, '10.0.0.23:6443'] },
      found: { endpoints: up(two), latency: null },
      steps: [{ what: 'the servers of the cluster are those wanted' }],
      after: { endpoints: up([...two, '10.0.0.23:6443']), latency: null },
    },
    {
      title: 'an API that is down',
      params: { servers: two },
      found: { endpoints: { api: 'down', reason: 'refused' }, latency: null },
      steps: [{ what: 'the servers of the cluster are those wanted' }],
      after: { endpoints: up(two), latency: 1 },
    },
  ],
  faults: [
    {
      title: 'a host without K3s',
      params: {},
      found: { endpoints: { api: 'absent' }, latency: null },
      message: /no \/usr\/local\/bin\/k3s .*server/,
    },
  ],
  invalid: [{ title: 'a port that is none', params: { port: 0 }, message: /port/ }],
});

describe('k3s-servers, while it waits', () => {
  const context = {
    params: { servers: [...two, '10.0.0.23:6443'], timeout: 1, port: 6443, data_dir: '/d', exec: '/k3s' },
    facts: {} as never,
  };
  const plan = k3sServers.plan({ ...context, found: { endpoints: up([]), latency: null } });
  const [step] = isSteps(plan) ? plan : [];
  const missing = (answer: unknown) => (step?.kind === 'poll' ? step.missing(answer) : 'no poll');

  it('names servers that are missing, and those that no inventory knows', () => {
    assert.equal(
      missing(up(['10.0.0.21:6443', '10.0.0.22:6443', '10.0.0.9:6443'])),
      '10.0.0.23:6443 is not among the endpoints of the service kubernetes; 10.0.0.9:6443 is among them, and no server of the inventory: is its k3s still running?',
    );
    assert.equal(missing({ api: 'down', reason: 'refused' }), 'the API does not answer: refused');
    assert.equal(missing(up([...two, '10.0.0.23:6443'])), undefined);
  });
});

describe('parseEndpoints', () => {
  it('reads addresses of both families with each port', () => {
    const subsets = [
      { addresses: [{ ip: '10.0.0.22' }, { ip: 'fd00::21' }], ports: [{ port: 6443 }] },
      { addresses: [{ ip: '10.0.0.21' }], ports: [{ port: 7443 }] },
    ];

    assert.deepEqual(parseEndpoints({ subsets }), ['10.0.0.21:7443', '10.0.0.22:6443', '[fd00::21]:6443']);
  });

  for (const odd of [null, [], 'x', { subsets: [{ addresses: null, ports: 3 }] }]) {
    it(`copes with ${JSON.stringify(odd)}`, () => {
      assert.deepEqual(parseEndpoints(odd), []);
    });
  }
});

describe('readLatency', () => {
  const read = readLatency('/d', 6443);
  const parse = (text: string) =>
    read.parse({
      code: 0,
      stdout: Buffer.from(text),
      stderr: Buffer.from(''),
      truncated: false,
      durationMs: 1,
    });

  it('takes the middle of the requests, in milliseconds, without connecting', () => {
    const said = 'took 200 0.02 0.0312\ntook 200 0,0001 0,0021\ntook 200 0.0001 0.0029\n';

    assert.equal(parse(said), 2.8);
  });

  it('knows nothing where there are no credentials or no answer', () => {
    assert.equal(parse(''), null);
    assert.equal(parse('took 401 0.1 0.2\ntook 000 0.0 0.0\n'), null);
  });

  it('asks with the credentials of the server, which no other user can read', () => {
    assert.match(
      read.script.text,
      /^curl -s --max-time 10 --cacert \/d\/server\/tls\/server-ca\.crt --cert \/d\/server\/tls\/client-admin\.crt --key \/d\/server\/tls\/client-admin\.key /,
    );
  });
});
