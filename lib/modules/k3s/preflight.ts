import { t, type Static } from '../../schema/build.ts';
import { defineModule } from '../define.ts';
import type { Facts } from '../facts.ts';
import { DATA_DIR } from './shared/data-dir.ts';
import { checkAll } from './shared/preflight/checks.ts';
import { DATASTORES, findDatastore, type DatastoreParts } from './shared/preflight/datastore-parts.ts';
import { FindingSchema } from './shared/preflight/schema.ts';
import { readHostState, type HostState } from './shared/preflight/host-state.ts';
import { ROLES, type Subject } from './shared/preflight/subject.ts';

const Params = t.Object({
  roles: t.Array(t.OneOf(ROLES, { description: 'Role.' }), {
    description: 'What the host is to become.',
    minItems: 1,
  }),
  node_name: t.Optional(t.String({ description: "Name the node will have. Default: the host's own." })),
  address: t.String({ description: 'Address that the other hosts know it by.' }),
  settings: t.Settings({
    default: {},
    description: 'Settings of K3s on the host, such as node-ip, flannel-backend or data-dir.',
  }),
  nodes: t.Integer({
    default: 1,
    minimum: 1,
    description: 'How many nodes the cluster has; a datastore is measured by it.',
  }),
  datastore: t.OneOf(DATASTORES, {
    default: 'external',
    description: 'What is made on a host of the datastore; `external` is nothing.',
  }),
});
type Params = Static<typeof Params>;

const Result = t.Object({
  findings: t.Array(FindingSchema, { description: 'What was found, errors and warnings.' }),
  node_name: t.String({ description: 'Name the node will have.' }),
  machine_id: t.String({ description: 'Content of /etc/machine-id.' }),
  time: t.Number({ description: 'Clock of the host when it was asked, seconds since 1970.' }),
});

/** It fails nowhere: k3s-preflight-verdict does, once every host has been looked at. */
export const k3sPreflight = defineModule({
  name: 'k3s-preflight',
  summary: 'Looks at a host that is to be part of a cluster, and says what stands in the way.',
  params: Params,
  result: Result,
  examples: [{ title: 'Look at a server', params: { roles: ['server'], address: '10.0.0.21', nodes: 5 } }],
  reads: ({ params, facts }) => ({
    host: readHostState(dataFolderOf(params), datastoreOf(params, facts)),
  }),
  plan: () => [],
  output({ params, facts, found: { host } }) {
    const subject = subjectOf(params, facts, host);
    return {
      findings: checkAll(subject).map((finding) => ({ ...finding })),
      node_name: subject.nodeName,
      machine_id: facts.machine_id,
      time: host.time,
    };
  },
});

function subjectOf(params: Params, facts: Facts, host: HostState): Subject {
  return {
    roles: params.roles,
    nodeName: params.node_name ?? facts.hostname,
    address: params.address,
    setting: (name) => textOf(params.settings[name]),
    nodes: params.nodes,
    dataFolder: dataFolderOf(params),
    datastore: datastoreOf(params, facts),
    facts,
    host,
  };
}

function dataFolderOf({ settings }: Params): string {
  return textOf(settings['data-dir']) ?? DATA_DIR;
}

function datastoreOf({ roles, datastore }: Params, { os }: Facts): DatastoreParts | undefined {
  return roles.includes('datastore') ? findDatastore(datastore, os.id) : undefined;
}

function textOf(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.join(',');
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;
}
