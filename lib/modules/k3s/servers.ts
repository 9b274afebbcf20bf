import { t, type Static } from '../../schema/build.ts';
import { defineModule } from '../define.ts';
import type { HostRead } from '../read.ts';
import { PlanFault, poll, type Plan } from '../step.ts';
import { K3S } from './shared/binary-read.ts';
import { dataDirParam } from './shared/data-dir.ts';
import { parseEndpoints, readLatency } from './shared/endpoints-read.ts';
import { askApi, type ApiAnswer } from './shared/kubectl.ts';
import { describeDifference } from './shared/server-list.ts';

const Params = t.Object({
  servers: t.Array(t.String({ description: '"10.0.0.21:6443"' }), {
    default: [],
    description:
      'Addresses and ports that there have to be, no more and no fewer. They are waited for. None: whatever there is.',
  }),
  timeout: t.Integer({ default: 60, minimum: 1, description: 'Longest wait, in seconds.' }),
  port: t.Integer({
    default: 6443,
    minimum: 1,
    maximum: 65_535,
    description: 'Port of the API on the host.',
  }),
  data_dir: dataDirParam,
  exec: t.Path({ default: K3S, description: 'Path of the k3s binary.' }),
  kubeconfig: t.Optional(t.Path({ description: "Kubeconfig on the host. Default: the server's own." })),
});
type Params = Static<typeof Params>;

const Result = t.Object({
  endpoints: t.Array(t.String({ description: '"10.0.0.21:6443"' }), {
    description: 'Where the cluster believes its servers are, sorted.',
  }),
  latency_known: t.Boolean({ description: 'Whether `latency_ms` could be measured.' }),
  latency_ms: t.Number({
    description:
      'Milliseconds the API of this server takes to read one object from the datastore, the middle of five; connecting is left out.',
  }),
});

type Answer = ApiAnswer<readonly string[]>;

/** Agents and pods go to the servers that stand here; one that is gone and still stands here fails every other call. */
export const k3sServers = defineModule({
  name: 'k3s-servers',
  summary:
    'Asks a server which servers the cluster has, and how long its API takes to read from the datastore.',
  withoutFacts: true,
  params: Params,
  result: Result,
  examples: [
    { title: 'Look', params: {} },
    { title: 'See that it has these servers', params: { servers: ['10.0.0.21:6443', '10.0.0.22:6443'] } },
  ],
  reads: ({ params }) => ({
    endpoints: readEndpoints(params),
    latency: readLatency(params.data_dir, params.port),
  }),
  plan({ params, found: { endpoints } }): Plan {
    if (endpoints.api === 'absent') {
      return new PlanFault(`there is no ${params.exec} on this host`, { hint: 'is this a server?' });
    }
    if (describeMissing(params, endpoints) === undefined) return [];
    return [
      poll({
        what: 'the servers of the cluster are those wanted',
        read: readEndpoints(params),
        missing: (answer) => describeMissing(params, answer),
        intervalMs: 2000,
        timeoutMs: params.timeout * 1000,
      }),
    ];
  },
  output: ({ found: { endpoints, latency } }) => ({
    endpoints: endpoints.api === 'up' ? [...endpoints.value] : [],
    latency_known: latency !== null,
    latency_ms: latency ?? 0,
  }),
});

function readEndpoints(params: Params): HostRead<Answer> {
  return {
    ...askApi(params, {
      key: 'k3s-servers',
      what: 'the endpoints of the cluster',
      words: ['get', 'endpoints', 'kubernetes', '--namespace=default'],
      parse: parseEndpoints,
    }),
    beyondHost: true,
  };
}

function describeMissing({ servers }: Params, answer: Answer): string | undefined {
  if (answer.api === 'absent') return 'there is no k3s on this host';
  if (answer.api === 'down') return `the API does not answer: ${answer.reason}`;
  return describeDifference(servers, answer.value, {
    lacking: (names) => `${names} is not among the endpoints of the service kubernetes`,
    stale: (names) => `${names} is among them, and no server of the inventory: is its k3s still running?`,
  });
}
