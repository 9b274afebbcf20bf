import type { Output } from '../../connection/connection.ts';
import { sh } from '../../connection/sh.ts';
import { Unknown } from '../../core/unknown.ts';
import { t, type Static } from '../../schema/build.ts';
import { defineModule } from '../define.ts';
import { hostRead, type HostRead } from '../read.ts';
import { poll, type Plan } from '../step.ts';
import { unreadable } from '../shared/lines.ts';
import { dataDirParam } from './shared/data-dir.ts';
import { describeDifference } from './shared/server-list.ts';

const Params = t.Object({
  servers: t.Array(t.String({ description: '"10.0.0.21:6443"' }), {
    default: [],
    description: 'Servers that the agent has to know. They are waited for. None: whatever there is.',
  }),
  exact: t.Boolean({ default: true, description: 'Whether it must know these and no others.' }),
  timeout: t.Integer({ default: 60, minimum: 1, description: 'Longest wait, in seconds.' }),
  data_dir: dataDirParam,
});
type Params = Static<typeof Params>;

const Result = t.Object({
  registration: t.String({ description: 'URL that the agent joined through.' }),
  servers: t.Array(t.String({ description: '"10.0.0.21:6443"' }), {
    description: 'Servers that its own balancer goes to, sorted.',
  }),
});

interface Known {
  readonly exists: boolean;
  readonly registration: string;
  readonly servers: readonly string[];
}

/** The registration address is for joining only: from then on an agent goes to the servers of this list. */
export const k3sAgentServers = defineModule({
  name: 'k3s-agent-servers',
  summary: 'Reads which servers an agent knows by itself.',
  withoutFacts: true,
  params: Params,
  result: Result,
  examples: [
    { title: 'See that it knows both servers', params: { servers: ['10.0.0.21:6443', '10.0.0.22:6443'] } },
  ],
  reads: ({ params }) => ({ known: readKnown(params) }),
  plan({ params, found: { known } }): Plan {
    if (describeMissing(params, known) === undefined) return [];
    return [
      poll({
        what: 'the agent knows the servers of the cluster',
        read: readKnown(params),
        missing: (answer) => describeMissing(params, answer),
        intervalMs: 2000,
        timeoutMs: params.timeout * 1000,
      }),
    ];
  },
  output({ found: { known } }) {
    if (known.exists) return { registration: known.registration, servers: [...known.servers] };
    const why = new Unknown('the agent has not joined yet');
    return { registration: why, servers: why };
  },
});

function pathOf({ data_dir: folder }: Params): string {
  return `${folder}/agent/etc/k3s-agent-load-balancer.json`;
}

function readKnown(params: Params): HostRead<Known> {
  const path = pathOf(params);
  return hostRead({
    key: `k3s-agent-servers:${path}`,
    beyondHost: true,
    script: sh`if [ -e ${path} ]; then cat ${path}; fi`,
    parse: (output) => parseKnown(path, output),
  });
}

function parseKnown(path: string, output: Output): Known {
  const text = output.stdout.toString('utf8').trim();
  if (output.code !== 0) throw unreadable(path, output);
  if (text === '') return { exists: false, registration: '', servers: [] };
  try {
    const { ServerURL: url, ServerAddresses: servers } = JSON.parse(text) as Readonly<
      Record<string, unknown>
    >;
    const known = Array.isArray(servers) ? servers.map(String).sort() : [];
    return { exists: true, registration: typeof url === 'string' ? url : '', servers: known };
  } catch {
    throw unreadable(path, output);
  }
}

function describeMissing(params: Params, known: Known): string | undefined {
  if (!known.exists) return `there is no ${pathOf(params)}: this is no agent that has joined`;
  const { servers, exact } = params;
  const relevant = exact ? known.servers : known.servers.filter((server) => servers.includes(server));
  return describeDifference(servers, relevant, {
    lacking: (names) => `it does not know ${names}`,
    stale: (names) => `it knows ${names}, which is no server of the inventory`,
  });
}
