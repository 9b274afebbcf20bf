import { isUnknown, Unknown } from '../core/unknown.ts';
import { t, type Static } from '../schema/build.ts';
import { defineModule } from './define.ts';
import type { Asked } from './shared/asked.ts';
import { readDatabase, type DatabaseState } from './shared/postgresql/database.ts';
import { psql, serverParams, valueOfPostgres } from './shared/postgresql/psql.ts';
import { quoteIdentifier, quoteLiteral } from './shared/postgresql/sql.ts';
import { change, PlanFault, predict, run, type Plan, type RunStep } from './step.ts';

const Params = t.Object({
  name: t.String({ description: 'Name of the database.', minLength: 1 }),
  state: t.OneOf(['present', 'absent'], {
    default: 'present',
    description: 'Wanted state. `absent` removes the database with all that is in it.',
  }),
  owner: t.Optional(
    t.String({ description: 'Role that owns it. Default: postgres, at creation.', minLength: 1 }),
  ),
  encoding: t.Optional(
    t.String({
      description: 'Character encoding, such as "UTF8". Counts at creation; another one is refused.',
      minLength: 1,
    }),
  ),
  locale: t.Optional(
    t.String({
      description: 'Collation and character type, such as "C". Counts at creation; another one is refused.',
      minLength: 1,
    }),
  ),
  template: t.Optional(
    t.String({
      description:
        'Database it is a copy of. Counts at creation. Default: template0 with encoding or locale, else template1.',
      minLength: 1,
    }),
  ),
  ...serverParams,
});
type Params = Static<typeof Params>;

const Result = t.Object({
  exists: t.Boolean({ description: 'Whether the database is there.' }),
  owner: t.String({ description: 'Role that owns it; "" where there is no such database.' }),
});

export const postgresqlDatabase = defineModule({
  name: 'postgresql-database',
  summary: 'Creates, changes or removes a database of the PostgreSQL server on the host.',
  params: Params,
  result: Result,
  examples: [
    {
      title: 'The database of a cluster',
      params: { name: 'k3s', owner: 'k3s', encoding: 'UTF8', locale: 'C' },
    },
    { title: 'Remove a database', params: { name: 'old', state: 'absent' } },
  ],
  reads: ({ params }) => ({ database: readDatabase(params.name, params) }),
  plan({ params, found }): Plan {
    const database = valueOfPostgres(found.database);
    if (isUnknown(database)) return database;
    if (params.state === 'absent') return database ? [planRemoval(params)] : [];
    return database ? planChanges(params, database) : [planCreation(params)];
  },
  output({ found }) {
    const database = valueOfPostgres(found.database);
    if (isUnknown(database)) return { exists: database, owner: database };
    return { exists: database !== null, owner: database?.owner ?? '' };
  },
});

function planCreation(params: Params): RunStep {
  const { name, owner, encoding, locale } = params;
  // Only template0 may be copied into another encoding or locale.
  const template = params.template ?? ((encoding ?? locale) === undefined ? undefined : 'template0');
  const options = [
    ...(owner === undefined ? [] : [`OWNER ${quoteIdentifier(owner)}`]),
    ...(template === undefined ? [] : [`TEMPLATE ${quoteIdentifier(template)}`]),
    ...(encoding === undefined ? [] : [`ENCODING ${quoteLiteral(encoding)}`]),
    ...(locale === undefined ? [] : [`LC_COLLATE ${quoteLiteral(locale)} LC_CTYPE ${quoteLiteral(locale)}`]),
  ];
  const later = new Unknown('known once the database is created');
  return run({
    change: change(`PostgreSQL database ${name}`, 'absent', 'present'),
    ...execute(params, ['CREATE DATABASE', quoteIdentifier(name), ...options].join(' ')),
    predicts: [
      predictDatabase(params, {
        owner: owner ?? 'postgres',
        encoding: encoding?.toUpperCase().replaceAll('-', '') ?? later,
        locale: locale ?? later,
      }),
    ],
  });
}

function planChanges(params: Params, found: DatabaseState): Plan {
  for (const property of ['encoding', 'locale'] as const) {
    const [wanted, is] = [params[property], found[property]];
    if (wanted === undefined || isUnknown(is) || spelling(wanted) === spelling(is)) continue;
    return new PlanFault(
      `the ${property} of the database ${params.name} is ${is}, not ${wanted}, and cannot be changed`,
      {
        hint: `leave ${property} out to keep the database, or dump it and load it into a new one`,
      },
    );
  }
  const { name, owner } = params;
  if (owner === undefined || isUnknown(found.owner) || owner === found.owner) return [];
  return [
    run({
      change: change(`owner of PostgreSQL database ${name}`, found.owner, owner),
      ...execute(params, `ALTER DATABASE ${quoteIdentifier(name)} OWNER TO ${quoteIdentifier(owner)}`),
      predicts: [predictDatabase(params, { ...found, owner })],
    }),
  ];
}

function planRemoval(params: Params): RunStep {
  return run({
    change: change(`PostgreSQL database ${params.name}`, 'present', 'absent'),
    ...execute(params, `DROP DATABASE ${quoteIdentifier(params.name)}`),
    predicts: [predictDatabase(params, null)],
  });
}

/** "utf-8" and "UTF8" are one encoding, "en_US.utf8" and "en_US.UTF-8" one locale. */
function spelling(name: string): string {
  return name.toLowerCase().replace(/[-_]/g, '');
}

function predictDatabase(params: Params, value: DatabaseState | null) {
  return predict<Asked<DatabaseState>>(readDatabase(params.name, params), { server: 'running', value });
}

function execute({ port }: Params, statement: string): Pick<RunStep, 'script' | 'stdin'> {
  return { script: psql({ port }), stdin: `${statement};\n` };
}
