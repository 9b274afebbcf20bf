import { t, type Static } from '../../schema/build.ts';
import { defineModule } from '../define.ts';
import { PlanFault } from '../step.ts';
import { CODES, describeFinding, type Finding } from './shared/preflight/finding.ts';
import { checkPeers } from './shared/preflight/peers.ts';
import { FindingSchema } from './shared/preflight/schema.ts';

const Peer = t.Object({
  name: t.String({ description: 'Name in the inventory.' }),
  node: t.Boolean({ description: 'Whether it is to be a node.' }),
  node_name: t.String({ description: 'Name the node will have.' }),
  machine_id: t.String({ description: 'Content of /etc/machine-id.' }),
  address: t.String({ description: 'Address in the inventory.' }),
  time: t.Number({ description: 'Clock, seconds since 1970, when it was asked.' }),
});

const Params = t.Object({
  host: t.String({ description: 'Name of the host in the inventory.' }),
  findings: t.Array(FindingSchema, { description: 'What `k3s-preflight` found on the host.' }),
  peers: t.Array(Peer, { description: 'All hosts of the cluster, the host itself too.', minItems: 1 }),
  skip: t.Array(t.OneOf(CODES, { description: 'Code.' }), {
    default: [],
    description: 'Findings to pass over, by their codes.',
  }),
});
type Params = Static<typeof Params>;

const Result = t.Object({
  warnings: t.Array(t.String({ description: 'Warning with its cure.' }), {
    description: 'What does not stand in the way.',
  }),
  skipped: t.Array(t.String({ description: 'Finding.' }), { description: 'What was passed over by name.' }),
});

export const k3sPreflightVerdict = defineModule({
  name: 'k3s-preflight-verdict',
  summary:
    'Fails where the preflight found an error on the host or between hosts; tells all of them at once.',
  withoutFacts: true,
  params: Params,
  result: Result,
  examples: [
    {
      title: 'Judge what was found, but for the clock',
      params: {
        host: 'server1',
        findings: [],
        peers: [
          {
            name: 'server1',
            node: true,
            node_name: 'server1',
            machine_id: '2f0c2f8e6b6f4a0e9f5f8c3f5a1b7d10',
            address: '10.0.0.21',
            time: 1_760_000_000,
          },
        ],
        skip: ['clock'],
      },
    },
  ],
  reads: () => ({}),
  plan({ params }) {
    const { errors, warnings } = judge(params);
    if (errors.length === 0) return [];
    return new PlanFault([...errors, ...warnings].map(describeFinding).join('\n'), {
      kind: 'assertion',
      hint: `whoever knows better passes over a finding by its name: --skip-preflight ${[...new Set(errors.map(({ code }) => code))].join(',')}`,
    });
  },
  output({ params }) {
    const { warnings, skipped } = judge(params);
    return { warnings: warnings.map(describeFinding), skipped: skipped.map(describeSkipped) };
  },
  show({ warnings, skipped }) {
    return [...listOf(warnings), ...listOf(skipped)].join('\n') || undefined;
  },
});

interface Judged {
  readonly errors: readonly Finding[];
  readonly warnings: readonly Finding[];
  readonly skipped: readonly Finding[];
}

function judge({ host, findings, peers, skip }: Params): Judged {
  const self = peers.find(({ name }) => name === host);
  const all: readonly Finding[] = [...findings, ...(self ? checkPeers(self, peers) : [])];
  const kept = all.filter(({ code }) => !skip.includes(code));
  return {
    errors: kept.filter(({ severity }) => severity === 'error'),
    warnings: kept.filter(({ severity }) => severity === 'warning'),
    skipped: all.filter(({ code }) => skip.includes(code)),
  };
}

function describeSkipped({ code, evidence }: Finding): string {
  return `passed over ${code}: ${evidence}`;
}

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
