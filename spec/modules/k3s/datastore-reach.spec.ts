import assert from 'node:assert/strict';
import { Secret } from '../../../lib/core/secret.ts';
import { Unknown } from '../../../lib/core/unknown.ts';
import { k3sDatastoreReach } from '../../../lib/modules/k3s/datastore-reach.ts';
import { probeDatastore, type Probe, type Probes } from '../../../lib/modules/shared/datastore-probe.ts';
import { remoteOf } from '../../../lib/modules/shared/datastore-params.ts';
import { isSteps, PlanFault } from '../../../lib/modules/step.ts';
import { describeModule } from '../../support/describe-module.ts';

const postgres = { endpoint: new Secret('postgres://k3s:pw@10.0.0.5:5432/k3s') };
const etcd = { endpoint: new Secret('https://a:2379,https://b:2379,https://c:2379') };
const files = { ca: '/d/ca.crt', cert: '/d/c.crt', key: '/d/c.key' };
const target = { host: '10.0.0.5', port: 5432 };
const good: Probe = { target, connectMs: 0.4, tlsFault: undefined };
const gone: Probe = { ...good, connectMs: undefined };
const probed = (...probes: readonly Probe[]) => ({ probes: { kind: 'probed', probes } });

describeModule(k3sDatastoreReach, {
  inSync: [
    {
      title: 'it answers',
      params: postgres,
      found: probed(good),
      result: { reached: ['10.0.0.5:5432'], connect_ms: 0.4, warnings: [] },
    },
    {
      title: 'it answers from afar',
      params: postgres,
      found: probed({ ...good, connectMs: 34.2 }),
      result: {
        reached: ['10.0.0.5:5432'],
        connect_ms: 34.2,
        warnings: [
          'a round trip to 10.0.0.5:5432 takes 34.2 ms; above 20 K3s gets slow and may lose its leases under load: keep servers and datastore in one region',
        ],
      },
    },
    { title: 'most of etcd answer', params: etcd, found: probed(good, gone, good) },
    {
      title: 'a socket of the host',
      params: { endpoint: new Secret('mysql://') },
      found: probed(),
      result: { reached: [], connect_ms: 0, warnings: [] },
    },
  ],
  drift: [
    {
      title: 'waits for one that does not answer',
      params: postgres,
      found: probed(gone),
      steps: [{ what: 'the datastore answers' }],
      result: { reached: '(unknown)', connect_ms: '(unknown)', warnings: '(unknown)' },
    },
    {
      title: 'waits where few of etcd answer',
      params: etcd,
      found: probed(good, gone, gone),
      steps: [{ what: 'the datastore answers' }],
    },
    {
      title: 'waits for a handshake',
      params: { ...postgres, files },
      found: probed({ ...good, tlsFault: 'verify error:num=62:hostname mismatch' }),
      steps: [{ what: 'the datastore answers' }],
    },
  ],
  faults: [
    {
      title: 'a host that cannot ask',
      params: { ...postgres, files },
      found: { probes: { kind: 'unable', reason: 'asking the datastore takes openssl on the host' } },
      message: /takes openssl/,
    },
  ],
  invalid: [{ title: 'no endpoint', params: {}, message: /endpoint/ }],
});

describe('k3s-datastore-reach, while it waits', () => {
  const cases: readonly (readonly [string, RegExp | undefined])[] = [
    ['verify error:num=64:IP address mismatch', /issued for it/],
    ['verify error:num=19:self-signed certificate in certificate chain', /not issued by the authority/],
    ['verify error:num=10:certificate has expired', /clocks/],
    [
      '80F:error:0A000412:SSL routines:ssl3_read_bytes:sslv3 alert bad certificate',
      /wants a client certificate/,
    ],
    ['no TLS', /does not take TLS/],
    ['connect:errno=104', undefined],
  ];
  for (const [tlsFault, cure] of cases) {
    it(cure ? `gives up at "${tlsFault}"` : `goes on after "${tlsFault}"`, () => {
      const found = probed({ ...good, tlsFault });
      const context = { params: { ...postgres, files, timeout: 60 }, facts: {} as never };

      const plan = k3sDatastoreReach.plan({ ...context, found });

      const [step] = isSteps(plan) ? plan : assert.fail('no steps');
      assert.ok(step?.kind === 'poll');
      assert.match(step.missing(found.probes) ?? '', /no TLS handshake with 10\.0\.0\.5:5432: /);
      const end = step.hopeless?.(found.probes);
      if (!cure) assert.equal(end, undefined);
      else assert.ok(end instanceof PlanFault && cure.test(end.hint ?? ''));
    });
  }
});

describe('the warnings of k3s-datastore-reach', () => {
  it('are shown, where there are any', () => {
    const shown = [['a', 'b'], [], new Unknown('later')].map((warnings) =>
      k3sDatastoreReach.show?.({ warnings }),
    );

    assert.deepEqual(shown, ['warning: a\nwarning: b', undefined, undefined]);
  });
});

describe('probeDatastore', () => {
  const read = probeDatastore(remoteOf({ endpoint: etcd.endpoint, files }));
  const answer = (stdout: string): Probes =>
    read.parse({
      code: 0,
      stdout: Buffer.from(stdout),
      stderr: Buffer.alloc(0),
      truncated: false,
      durationMs: 1,
    });

  it('reads each address apart', () => {
    const told = answer('time 0.001000 0.001432\ntls ok\ntime 0.1 0.0\ntls no TLS\ntime 0.0 0.2\ntls x: y\n');

    assert.ok(told.kind === 'probed');
    assert.deepEqual(
      told.probes.map(({ target: { host }, connectMs, tlsFault }) => [host, connectMs, tlsFault]),
      [
        ['a', 0.4, undefined],
        ['b', undefined, 'no TLS'],
        ['c', 200, 'x: y'],
      ],
    );
  });

  it('tells what the host lacks, and takes a blank answer for none', () => {
    assert.deepEqual(answer('lacks openssl\n'), {
      kind: 'unable',
      reason: 'asking the datastore takes openssl on the host',
    });
    const told = answer('');
    assert.ok(told.kind === 'probed' && told.probes.every(({ connectMs }) => connectMs === undefined));
  });

  it('holds nothing of the login', () => {
    const { script, stdin } = probeDatastore(remoteOf({ ...postgres, files }));

    assert.ok(!script.text.includes('pw') && stdin === undefined);
  });
});
