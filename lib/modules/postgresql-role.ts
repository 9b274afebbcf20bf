import { Secret } from '../core/secret.ts';
import { isUnknown } from '../core/unknown.ts';
import { t, type Static } from '../schema/build.ts';
import { defineModule } from './define.ts';
import type { Asked } from './shared/asked.ts';
import { psql, serverParams, valueOfPostgres } from './shared/postgresql/psql.ts';
import { readRole, type RoleState } from './shared/postgresql/role.ts';
import { quoteIdentifier } from './shared/postgresql/sql.ts';
import { buildVerifier, matchesVerifier } from './shared/postgresql/verifier.ts';
import { change, predict, run, type Plan, type RunStep, type Shown } from './step.ts';

const Params = t.Object({
  name: t.String({ description: 'Name of the role.', minLength: 1 }),
  state: t.OneOf(['present', 'absent'], { default: 'present', description: 'Wanted state.' }),
  password: t.Optional(
    t.Secret({
      description:
        'Password. It stays on this machine: the server gets a SCRAM-SHA-256 verifier of it, and an existing ' +
        'password is compared with the verifier that the server has (SCRAM-SHA-256 or md5).',
    }),
  ),
  login: t.Boolean({ default: true, description: 'Whether the role may log in.' }),
  superuser: t.Optional(t.Boolean({ description: 'Whether the role may do everything.' })),
  createdb: t.Optional(t.Boolean({ description: 'Whether the role may create databases.' })),
  createrole: t.Optional(t.Boolean({ description: 'Whether the role may create roles.' })),
  replication: t.Optional(t.Boolean({ description: 'Whether the role may replicate.' })),
  connection_limit: t.Optional(
    t.Integer({ minimum: -1, description: 'Connections it may have at a time; -1 is without limit.' }),
  ),
  ...serverParams,
});
type Params = Static<typeof Params>;

const Result = t.Object({
  exists: t.Boolean({ description: 'Whether the role is there.' }),
});

export const postgresqlRole = defineModule({
  name: 'postgresql-role',
  summary: 'Creates, changes or removes a role of the PostgreSQL server on the host.',
  params: Params,
  result: Result,
  examples: [
    { title: 'The role of a cluster', params: { name: 'k3s', password: '{{ k3s.datastore.password }}' } },
    { title: 'A role without a login', params: { name: 'readers', login: false } },
  ],
  reads: ({ params }) => ({ role: readRole(params.name, params) }),
  plan({ params, found }): Plan {
    const role = valueOfPostgres(found.role);
    if (isUnknown(role)) return role;
    if (params.state === 'absent') return role ? [planRemoval(params)] : [];
    return role ? planChanges(params, role) : [planCreation(params)];
  },
  output({ found }) {
    const role = valueOfPostgres(found.role);
    return { exists: isUnknown(role) ? role : role !== null };
  },
});

/** How SQL names each attribute, on and off. */
const ATTRIBUTES = {
  login: ['LOGIN', 'NOLOGIN'],
  superuser: ['SUPERUSER', 'NOSUPERUSER'],
  createdb: ['CREATEDB', 'NOCREATEDB'],
  createrole: ['CREATEROLE', 'NOCREATEROLE'],
  replication: ['REPLICATION', 'NOREPLICATION'],
} as const;
const attributeNames = Object.keys(ATTRIBUTES) as (keyof typeof ATTRIBUTES)[];

const NEW_ROLE: RoleState = {
  login: false,
  superuser: false,
  createdb: false,
  createrole: false,
  replication: false,
  connectionLimit: -1,
  verifier: null,
};

interface Draft {
  readonly role: RoleState;
  readonly options: readonly string[];
  readonly subject: string;
  readonly from: Shown;
  readonly to: Shown;
}

/** Each difference between a role and what is wanted, the role growing towards it. */
function compare(params: Params, found: RoleState): Draft[] {
  const drafts: Draft[] = [];
  let role = found;
  for (const name of attributeNames) {
    const wanted = params[name];
    if (wanted === undefined || wanted === found[name]) continue;
    role = { ...role, [name]: wanted };
    drafts.push({
      role,
      options: [ATTRIBUTES[name][wanted ? 0 : 1]],
      subject: name,
      from: found[name],
      to: wanted,
    });
  }
  const limit = params.connection_limit;
  if (limit !== undefined && limit !== found.connectionLimit) {
    role = { ...role, connectionLimit: limit };
    const options = [`CONNECTION LIMIT ${limit}`];
    drafts.push({ role, options, subject: 'connection limit', from: found.connectionLimit, to: limit });
  }
  const { password, name } = params;
  if (password && !(found.verifier && matchesVerifier(password, name, found.verifier.reveal()))) {
    role = { ...role, verifier: buildVerifier(password, name) };
    const options = [`PASSWORD '${role.verifier?.reveal() ?? ''}'`];
    drafts.push({ role, options, subject: 'password', from: found.verifier, to: password });
  }
  return drafts;
}

function planCreation(params: Params): RunStep {
  const drafts = compare(params, NEW_ROLE);
  const options = ['', ...drafts.flatMap((draft) => draft.options)].join(' ');
  return run({
    change: change(`PostgreSQL role ${params.name}`, 'absent', 'present'),
    ...execute(params, `CREATE ROLE ${quoteIdentifier(params.name)}${options};`),
    predicts: [predictRole(params, drafts.at(-1)?.role ?? NEW_ROLE)],
  });
}

function planChanges(params: Params, found: RoleState): RunStep[] {
  return compare(params, found).map(({ role, options, subject, from, to }) =>
    run({
      change: change(`${subject} of PostgreSQL role ${params.name}`, from, to),
      ...execute(params, `ALTER ROLE ${quoteIdentifier(params.name)} ${options.join(' ')};`),
      predicts: [predictRole(params, role)],
    }),
  );
}

function planRemoval(params: Params): RunStep {
  return run({
    change: change(`PostgreSQL role ${params.name}`, 'present', 'absent'),
    ...execute(params, `DROP ROLE ${quoteIdentifier(params.name)};`),
    predicts: [predictRole(params, null)],
  });
}

function predictRole(params: Params, value: RoleState | null) {
  return predict<Asked<RoleState>>(readRole(params.name, params), { server: 'running', value });
}

/** A verifier is no password, yet it is worth guessing at: the session writes nothing of it to the server's log. */
function execute({ port }: Params, statement: string): Pick<RunStep, 'script' | 'stdin'> {
  const quiet = [
    'SET log_statement = none;',
    'SET log_min_duration_statement = -1;',
    'SET log_min_error_statement = panic;',
  ];
  return { script: psql({ port }), stdin: new Secret([...quiet, statement, ''].join('\n')) };
}
