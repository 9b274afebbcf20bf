import { isUnknown, Unknown } from '../../core/unknown.ts';
import { t, type Static } from '../../schema/build.ts';
import { defineModule } from '../define.ts';
import { probeDatastore, type Probe, type Probes } from '../shared/datastore-probe.ts';
import { endpointParam, filesParam, remoteOf } from '../shared/datastore-params.ts';
import { describeTarget, type Remote } from '../shared/endpoint.ts';
import { PlanFault, poll, type Plan } from '../step.ts';

const Params = t.Object({
  endpoint: endpointParam,
  files: filesParam,
  timeout: t.Number({ description: 'How long to wait, in seconds.', default: 60, minimum: 1 }),
});
type Params = Static<typeof Params>;

const Result = t.Object({
  reached: t.Array(t.String({ description: 'Address and port.' }), { description: 'What answers.' }),
  connect_ms: t.Number({
    description: 'The longest of the connections made, in milliseconds; 0 where there was none.',
  }),
  warnings: t.Array(t.String({ description: 'A sentence.' }), { description: 'What is worth a look.' }),
});

/** K3s tries for five minutes in silence; this says beforehand what it would run into. */
export const k3sDatastoreReach = defineModule({
  name: 'k3s-datastore-reach',
  summary: 'Waits until a server reaches the datastore, and tries the TLS handshake as K3s will make it.',
  withoutFacts: true,
  params: Params,
  result: Result,
  examples: [
    {
      title: 'Before K3s starts',
      params: {
        endpoint: 'postgres://k3s:{{ password }}@10.0.0.5:5432/k3s',
        files: { ca: '/etc/rancher/k3s/datastore/ca.crt' },
      },
    },
  ],
  reads: ({ params }) => ({ probes: probeDatastore(remoteOf(params)) }),
  plan({ params, found }): Plan {
    const remote = remoteOf(params);
    if (remote.endpoint.targets.length === 0) return [];
    if (found.probes.kind === 'unable') return new PlanFault(found.probes.reason);
    if (findMissing(found.probes.probes, remote) === undefined) return [];
    return [
      poll<Probes>({
        what: 'the datastore answers',
        read: probeDatastore(remote),
        missing: (probes) => (probes.kind === 'unable' ? probes.reason : findMissing(probes.probes, remote)),
        hopeless: (probes) => findHopeless(probes),
        intervalMs: 2000,
        timeoutMs: params.timeout * 1000,
      }),
    ];
  },
  output({ params, found: { probes } }) {
    const known = probes.kind === 'probed' ? probes.probes : new Unknown('the host cannot ask');
    if (isUnknown(known)) return { reached: known, connect_ms: known, warnings: known };
    const good = known.filter(isGood);
    if (findMissing(known, remoteOf(params)) !== undefined) {
      const later = new Unknown('the datastore does not answer yet');
      return { reached: later, connect_ms: later, warnings: later };
    }
    return {
      reached: good.map(({ target }) => describeTarget(target)),
      connect_ms: Math.max(0, ...good.map(({ connectMs = 0 }) => connectMs)),
      warnings: good.flatMap((probe) => warnOfDistance(probe) ?? []),
    };
  },
  show: ({ warnings }) =>
    Array.isArray(warnings) ? warnings.map((one) => `warning: ${one}`).join('\n') || undefined : undefined,
});

/** Each change takes several round trips, and leases are lost above a hundred milliseconds under load. */
const FAR_MS = 20;

function warnOfDistance({ target, connectMs = 0 }: Probe): string | undefined {
  if (connectMs <= FAR_MS) return undefined;
  return `a round trip to ${describeTarget(target)} takes ${connectMs} ms; above ${FAR_MS} K3s gets slow and may lose its leases under load: keep servers and datastore in one region`;
}

function isGood({ connectMs, tlsFault }: Probe): boolean {
  return connectMs !== undefined && tlsFault === undefined;
}

/** An SQL server has to answer; of etcd most members, as etcd itself needs no more. */
function findMissing(probes: readonly Probe[], { endpoint }: Remote): string | undefined {
  const bad = probes.filter((probe) => !isGood(probe));
  const allowed = endpoint.engine === 'etcd' ? Math.ceil(probes.length / 2) - 1 : 0;
  return bad.length <= allowed ? undefined : bad.map(describeProbe).join('; ');
}

function describeProbe({ target, connectMs, tlsFault }: Probe): string {
  const name = describeTarget(target);
  return connectMs === undefined
    ? `no connection to ${name}`
    : `no TLS handshake with ${name}: ${tlsFault ?? ''}`;
}

/** A certificate does not become right by waiting. */
function findHopeless(probes: Probes): PlanFault | undefined {
  if (probes.kind === 'unable') return new PlanFault(probes.reason);
  const bad = probes.probes.find(
    ({ tlsFault }) => tlsFault !== undefined && findCure(tlsFault) !== undefined,
  );
  if (!bad) return undefined;
  return new PlanFault(describeProbe(bad), { hint: findCure(bad.tlsFault ?? '') ?? '', kind: 'assertion' });
}

const CURES: readonly (readonly [RegExp, string])[] = [
  [
    /mismatch/i,
    "K3s verifies the name or address it connects to: have the datastore's certificate issued for it, or write one that the certificate has",
  ],
  [
    /self-signed|unable to get|unable to verify|verify failed|unknown ca/i,
    "the certificate was not issued by the authority of k3s.datastore.tls.ca, or the client's not by that of the datastore",
  ],
  [/expired|not yet valid/i, 'look at the clocks of both hosts and at the days of the certificate'],
  [
    /alert bad certificate|alert certificate required|alert handshake failure/i,
    'the datastore wants a client certificate: give tls.client_cert and tls.client_key',
  ],
  [/no TLS/, 'the datastore does not take TLS: turn it on there, or leave k3s.datastore.tls out'],
];

function findCure(fault: string): string | undefined {
  return CURES.find(([pattern]) => pattern.test(fault))?.[1];
}
