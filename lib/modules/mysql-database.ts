import { isUnknown, Unknown } from '../core/unknown.ts';
import { t, type Static } from '../schema/build.ts';
import { defineModule } from './define.ts';
import type { Asked } from './shared/asked.ts';
import { mysql, serverParams, valueOfMysql } from './shared/mysql/client.ts';
import { readDatabase, type DatabaseState } from './shared/mysql/database.ts';
import { quoteIdentifier } from './shared/mysql/sql.ts';
import { change, predict, run, type Plan, type RunStep } from './step.ts';

const WORD = '^[A-Za-z0-9_]+$';

const Params = t.Object({
  name: t.String({ description: 'Name of the database.', minLength: 1 }),
  state: t.OneOf(['present', 'absent'], {
    default: 'present',
    description: 'Wanted state. `absent` removes the database with all that is in it.',
  }),
  encoding: t.Optional(
    t.String({
      description: 'Character set, such as "utf8mb4". Of tables made from then on.',
      pattern: WORD,
    }),
  ),
  collation: t.Optional(
    t.String({
      description: 'Collation, such as "utf8mb4_bin". Of tables made from then on.',
      pattern: WORD,
    }),
  ),
  ...serverParams,
});
type Params = Static<typeof Params>;

const Result = t.Object({
  exists: t.Boolean({ description: 'Whether the database is there.' }),
});

export const mysqlDatabase = defineModule({
  name: 'mysql-database',
  summary: 'Creates, changes or removes a database of the MariaDB or MySQL server on the host.',
  params: Params,
  result: Result,
  examples: [
    { title: 'The database of a cluster', params: { name: 'k3s', encoding: 'utf8mb4' } },
    { title: 'Remove a database', params: { name: 'old', state: 'absent' } },
  ],
  reads: ({ params }) => ({ database: readDatabase(params.name, params) }),
  plan({ params, found }): Plan {
    const database = valueOfMysql(found.database);
    if (isUnknown(database)) return database;
    if (params.state === 'absent') return database ? [planRemoval(params)] : [];
    return database ? planChanges(params, database) : [planCreation(params)];
  },
  output({ found }) {
    const database = valueOfMysql(found.database);
    return { exists: isUnknown(database) ? database : database !== null };
  },
});

function planCreation(params: Params): RunStep {
  const later = new Unknown('known once the database is created');
  return run({
    change: change(`MySQL database ${params.name}`, 'absent', 'present'),
    ...execute(params, ['CREATE DATABASE', quoteIdentifier(params.name), ...options(params)]),
    predicts: [
      predictDatabase(params, { encoding: params.encoding ?? later, collation: params.collation ?? later }),
    ],
  });
}

function planChanges(params: Params, found: DatabaseState): RunStep[] {
  const { name, encoding, collation } = params;
  const wanted = {
    encoding: encoding ?? found.encoding,
    // A character set alone brings a collation of its own.
    collation:
      collation ?? (encoding === undefined || encoding === found.encoding ? found.collation : undefined),
  };
  const differs = (is: unknown, shall: unknown): boolean =>
    shall !== undefined && !isUnknown(is) && !isUnknown(shall) && is !== shall;
  if (!differs(found.encoding, wanted.encoding) && !differs(found.collation, wanted.collation)) return [];
  const show = (parts: readonly (string | Unknown | undefined)[]): string =>
    parts.flatMap((part) => (part === undefined ? [] : [part.toString()])).join(', ');
  return [
    run({
      change: change(
        `encoding of MySQL database ${name}`,
        show([found.encoding, found.collation]),
        show([wanted.encoding, collation]),
      ),
      ...execute(params, ['ALTER DATABASE', quoteIdentifier(name), ...options(params)]),
      predicts: [
        predictDatabase(params, {
          encoding: wanted.encoding,
          collation: wanted.collation ?? new Unknown('that of the character set'),
        }),
      ],
    }),
  ];
}

function planRemoval(params: Params): RunStep {
  return run({
    change: change(`MySQL database ${params.name}`, 'present', 'absent'),
    ...execute(params, ['DROP DATABASE', quoteIdentifier(params.name)]),
    predicts: [predictDatabase(params, null)],
  });
}

function options({ encoding, collation }: Params): readonly string[] {
  return [
    ...(encoding === undefined ? [] : [`CHARACTER SET ${encoding}`]),
    ...(collation === undefined ? [] : [`COLLATE ${collation}`]),
  ];
}

function predictDatabase(params: Params, value: DatabaseState | null) {
  return predict<Asked<DatabaseState>>(readDatabase(params.name, params), { server: 'running', value });
}

function execute(params: Params, words: readonly string[]): Pick<RunStep, 'script' | 'stdin'> {
  return { script: mysql(params), stdin: `${words.join(' ')};\n` };
}
