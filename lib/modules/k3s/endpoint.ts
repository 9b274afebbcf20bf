import { reveal, Secret } from '../../core/secret.ts';
import { t, type Static } from '../../schema/build.ts';
import { defineModule } from '../define.ts';
import { filesParam } from '../shared/datastore-params.ts';
import {
  buildEndpoint,
  DEFAULT_PORTS,
  NOWHERE,
  parseEndpoint,
  type Endpoint,
  type Engine,
} from '../shared/endpoint.ts';
import { PlanFault } from '../step.ts';

const Parts = t.Object({
  engine: t.OneOf(['postgres', 'mysql', 'mariadb', 'etcd'], { description: 'What the datastore is.' }),
  hosts: t.Words({ description: 'Names or addresses; several of etcd only.', minItems: 1 }),
  port: t.Optional(
    t.Integer({ description: 'TCP port. Default: that of the engine.', minimum: 1, maximum: 65_535 }),
  ),
  user: t.Optional(t.String({ description: 'User, as it is.' })),
  password: t.Optional(t.Secret({ description: 'Password, as it is.' })),
  database: t.Optional(t.String({ description: 'Database.' })),
});
type Parts = Static<typeof Parts>;

const Params = t.Object({
  endpoint: t.Union([t.Secret({ description: "The text, in K3s's own form." }), Parts], {
    description:
      "The datastore: text in K3s's own form, or its parts, which are escaped as the engine wants it.",
  }),
  files: filesParam,
});
type Params = Static<typeof Params>;

const Result = t.Object({
  engine: t.String({ description: '"postgres", "mysql" or "etcd".' }),
  endpoint: t.Secret({ description: "The datastore in K3s's form." }),
  targets: t.Array(
    t.Object({
      host: t.String({ description: 'Name or address.' }),
      port: t.Integer({ description: 'TCP port.' }),
    }),
    { description: 'What servers connect to; none where it is a socket of the host.' },
  ),
  settings: t.Settings({ description: 'What the config.yaml of a server says of the datastore.' }),
});

/** The one place where datastore endpoints are made, so that a password may be anything. */
export const k3sEndpoint = defineModule({
  name: 'k3s-endpoint',
  summary: "Makes a datastore's endpoint and K3s's settings for it, and refuses what K3s would misread.",
  withoutFacts: true,
  params: Params,
  result: Result,
  examples: [
    {
      title: 'A PostgreSQL database, from its parts',
      params: {
        endpoint: {
          engine: 'postgres',
          hosts: '10.0.0.5',
          user: 'k3s',
          password: '{{ password }}',
          database: 'k3s',
        },
      },
    },
    {
      title: 'An etcd cluster with client certificates',
      params: {
        endpoint: 'https://10.0.0.5:2379,https://10.0.0.6:2379,https://10.0.0.7:2379',
        files: {
          ca: '/etc/rancher/k3s/datastore/ca.crt',
          cert: '/etc/rancher/k3s/datastore/client.crt',
          key: '/etc/rancher/k3s/datastore/client.key',
        },
      },
    },
  ],
  reads: () => ({}),
  plan({ params }) {
    const { endpoint, fault } = describeEndpoint(params);
    const reason = fault ?? findMisfit(endpoint, params);
    return reason === undefined ? [] : new PlanFault(reason, { kind: 'assertion' });
  },
  output({ params }) {
    const { endpoint, text } = describeEndpoint(params);
    const secret = new Secret(text);
    const { ca, cert, key } = params.files;
    const files = { cafile: ca, certfile: cert, keyfile: key };
    const named = Object.entries(files).map(([name, path]) => [`datastore-${name}`, path ?? null]);
    return {
      engine: endpoint.engine,
      endpoint: secret,
      targets: [...endpoint.targets],
      settings: { 'datastore-endpoint': secret, ...(Object.fromEntries(named) as object) },
    };
  },
});

interface Described {
  readonly endpoint: Endpoint;
  readonly text: string;
  readonly fault?: string | undefined;
}

function describeEndpoint({ endpoint: given, files }: Params): Described {
  if (!(given instanceof Secret) && typeof given === 'object') {
    const endpoint = gather(given, files.ca !== undefined);
    return { endpoint, text: buildEndpoint(endpoint) };
  }
  const text = reveal(given);
  const endpoint = parseEndpoint(text);
  return typeof endpoint === 'string' ? { endpoint: NOWHERE, text, fault: endpoint } : { endpoint, text };
}

function gather(parts: Parts, tls: boolean): Endpoint {
  const engine: Engine = parts.engine === 'mariadb' ? 'mysql' : parts.engine;
  const port = parts.port ?? DEFAULT_PORTS[engine];
  return {
    engine,
    targets: parts.hosts.map((host) => ({ host, port })),
    user: parts.user ?? '',
    password: parts.password?.reveal() ?? '',
    database: parts.database ?? '',
    options: '',
    tls,
  };
}

/** What cannot work, though it can be written. */
function findMisfit(endpoint: Endpoint, { files: { ca, cert, key } }: Params): string | undefined {
  const { engine, targets, user, password, database } = endpoint;
  if ((cert === undefined) !== (key === undefined)) return 'a client certificate and its key go together';
  if (engine === 'etcd') {
    if (user !== '' || password !== '' || database !== '')
      return 'etcd takes no user, password or database from K3s: it knows its clients by their certificates';
    return ca !== undefined && !endpoint.tls ? 'etcd with certificates is spoken to by https://' : undefined;
  }
  if (targets.length > 1) return 'an SQL datastore has one host; several are for etcd';
  if (user === '' || database === '') return 'an SQL datastore needs a user and a database';
  if (engine === 'postgres' && database !== database.toLowerCase())
    return `K3s writes the name of a PostgreSQL database in lower case: "${database}" would not be found`;
  if (engine === 'mysql' && user.includes(':'))
    return "a user of MySQL cannot have a colon in its name: K3s's driver takes what follows for the password";
  if (engine === 'mysql' && /[/?]/.test(database))
    return "a MySQL database cannot have / or ? in its name: K3s's driver takes what follows for something else";
  return undefined;
}
