import { sh, type Script } from '../connection/sh.ts';
import { isUnknown } from '../core/unknown.ts';
import { t, type Static } from '../schema/build.ts';
import { defineModule } from './define.ts';
import { valueOf, type Asked } from './shared/asked.ts';
import { filesParam } from './shared/datastore-params.ts';
import { callEtcd } from './shared/etcd/gateway.ts';
import { readMembers, type Member, type Members } from './shared/etcd/members.ts';
import { change, PlanFault, predict, run, type Plan } from './step.ts';

const URL_PATTERN = '^https?://[^\\s/]+:\\d+$';

const Params = t.Object({
  name: t.String({ description: 'Name of the member.', minLength: 1 }),
  peer_url: t.String({
    description: 'Where other members reach it, such as https://10.0.0.6:2380.',
    pattern: URL_PATTERN,
  }),
  state: t.OneOf(['present', 'absent'], {
    default: 'present',
    description: 'Wanted state. `present` lets a new member in, which has yet to start.',
  }),
  url: t.String({
    default: 'http://127.0.0.1:2379',
    description: 'A member that is asked, which is one of the cluster already.',
    pattern: URL_PATTERN,
  }),
  files: filesParam,
});
type Params = Static<typeof Params>;

const Result = t.Object({
  members: t.Array(t.String({ description: 'Where a member is reached by the others.' }), {
    description: 'All members, by where they are reached.',
  }),
});

export const etcdMember = defineModule({
  name: 'etcd-member',
  summary: 'Lets a member into an etcd cluster, or takes one out; runs on a host that is a member.',
  withoutFacts: true,
  params: Params,
  result: Result,
  examples: [
    { title: 'Let a member in', params: { name: 'db4', peer_url: 'http://10.0.0.14:2380' } },
    { title: 'Take one out', params: { name: 'db2', peer_url: 'http://10.0.0.12:2380', state: 'absent' } },
  ],
  reads: ({ params }) => ({ members: readMembers(params.url, params.files) }),
  plan({ params, found }): Plan {
    const asked = valueOf(found.members, 'etcd');
    if (isUnknown(asked)) return asked;
    const members = asked?.members ?? [];
    const member = members.find(({ peerUrls }) => peerUrls.includes(params.peer_url));
    if (params.state === 'absent') return member ? [planRemoval(params, { member, members })] : [];
    if (member && member.name !== '') return refuse(params, member);
    return member ? [] : [planAddition(params, members)];
  },
  output({ found }) {
    const asked = valueOf(found.members, 'etcd');
    if (isUnknown(asked)) return { members: asked };
    return { members: (asked?.members ?? []).flatMap(({ peerUrls }) => [...peerUrls]) };
  },
});

/** A member is let in once; after it has started, its place is bound to the data it had then. */
function refuse({ name, url }: Params, { id }: Member): PlanFault {
  const hex = BigInt(id === '' ? '0' : id).toString(16);
  return new PlanFault(`etcd has a member ${name} with this address already, whose data is not here`, {
    hint: `if that data is lost, take it out first: etcdctl --endpoints ${url} member remove ${hex}`,
    kind: 'assertion',
  });
}

function planAddition(params: Params, members: readonly Member[]) {
  const { name, peer_url: peerUrl, url, files } = params;
  return run({
    change: change(`etcd member ${name}`, 'absent', peerUrl),
    script: patiently(
      callEtcd({ urls: [url], files, path: '/v3/cluster/member/add', body: { peerURLs: [peerUrl] } }),
    ),
    predicts: [predictMembers(params, [...members, { id: '', name: '', peerUrls: [peerUrl] }])],
  });
}

/** etcd takes a member only once those it has, one that has just joined too, were in touch for five seconds. */
function patiently(call: Script): Script {
  return sh`n=0
until ${call}; do n=$((n + 1)); [ $n -lt 10 ] || exit 1; sleep 2; done`;
}

interface Removal {
  readonly member: Member;
  readonly members: readonly Member[];
}

function planRemoval(params: Params, { member, members }: Removal) {
  const { name, peer_url: peerUrl, url, files } = params;
  return run({
    change: change(`etcd member ${name}`, peerUrl, 'absent'),
    script: callEtcd({ urls: [url], files, path: '/v3/cluster/member/remove', body: { ID: member.id } }),
    predicts: [
      predictMembers(
        params,
        members.filter((other) => other !== member),
      ),
    ],
  });
}

function predictMembers({ url, files }: Params, members: readonly Member[]) {
  return predict<Asked<Members>>(readMembers(url, files), { server: 'running', value: { members } });
}
