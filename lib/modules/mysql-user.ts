import { Secret } from '../core/secret.ts';
import { isUnknown } from '../core/unknown.ts';
import { t, type Static } from '../schema/build.ts';
import { defineModule } from './define.ts';
import type { Asked } from './shared/asked.ts';
import { mysql, serverParams, valueOfMysql } from './shared/mysql/client.ts';
import { escapePattern, quotePattern, quoteString } from './shared/mysql/sql.ts';
import { hashPassword, readUser, type TlsDemand, type UserState } from './shared/mysql/user.ts';
import { change, predict, run, type Plan, type RunStep } from './step.ts';

const Params = t.Object({
  name: t.String({ description: 'Name of the user.', minLength: 1 }),
  host: t.String({
    default: '%',
    description:
      'Where it may come from: a name, an address, or a pattern with "%". With the name, who it is.',
    minLength: 1,
  }),
  state: t.OneOf(['present', 'absent'], { default: 'present', description: 'Wanted state.' }),
  password: t.Optional(
    t.Secret({
      description:
        'Password. It stays on this machine: the server gets what its mysql_native_password stores, and that is ' +
        'what an existing password is compared with.',
    }),
  ),
  require: t.OneOf(['none', 'ssl', 'x509'], {
    default: 'none',
    description:
      'What its connections must be: encrypted, or with a client certificate of the CA of the server.',
  }),
  databases: t.Words({ description: 'Databases on which it gets all privileges. None are taken away.' }),
  ...serverParams,
});
type Params = Static<typeof Params>;

const Result = t.Object({
  exists: t.Boolean({ description: 'Whether the user is there.' }),
});

export const mysqlUser = defineModule({
  name: 'mysql-user',
  summary: 'Creates, changes or removes a user of the MariaDB or MySQL server on the host.',
  params: Params,
  result: Result,
  examples: [
    {
      title: 'The user of a cluster',
      params: { name: 'k3s', password: '{{ k3s.datastore.password }}', databases: 'k3s', require: 'ssl' },
    },
    { title: 'Remove a user', params: { name: 'old', host: '10.0.0.%', state: 'absent', databases: [] } },
  ],
  reads: ({ params }) => ({ user: readUser(params, params) }),
  plan({ params, found }): Plan {
    const user = valueOfMysql(found.user);
    if (isUnknown(user)) return user;
    if (params.state === 'absent') return user ? [planRemoval(params)] : [];
    return user ? planChanges(params, user) : [planCreation(params)];
  },
  output({ found }) {
    const user = valueOfMysql(found.user);
    return { exists: isUnknown(user) ? user : user !== null };
  },
});

const NATIVE = 'mysql_native_password';
const DEMANDS: Readonly<Record<TlsDemand, string>> = { none: 'NONE', ssl: 'SSL', x509: 'X509' };

/** A password that nobody has: the user is there and cannot log in by one. */
const NO_PASSWORD = new Secret(`*${'0'.repeat(40)}`);

function planCreation(params: Params): RunStep {
  const { name, require, databases } = params;
  const hash = params.password ? hashPassword(params.password) : NO_PASSWORD;
  const statements = [
    chooseWords(params, { verb: 'CREATE', hash }),
    ...databases.map((database) => grant(params, database)),
  ];
  return run({
    change: change(`MySQL user ${name}`, 'absent', 'present'),
    ...execute(params, statements),
    predicts: [
      predictUser(params, {
        plugin: NATIVE,
        hash,
        require,
        databases: databases.map(escapePattern).sort(),
      }),
    ],
  });
}

function planChanges(params: Params, found: UserState): RunStep[] {
  const steps: RunStep[] = [];
  let user = found;
  const push = (step: Pick<RunStep, 'change'>, statement: string, after: Partial<UserState>): void => {
    user = { ...user, ...after };
    steps.push(run({ ...step, ...execute(params, [statement]), predicts: [predictUser(params, user)] }));
  };
  const { name, password, require, databases } = params;
  const hash = password && hashPassword(password);
  if (hash && !isPassword(found, hash)) {
    const step = { change: change(`password of MySQL user ${name}`, found.hash, hash) };
    push(step, chooseWords(params, { verb: 'ALTER', hash }), { plugin: NATIVE, hash });
  }
  if (found.require !== require) {
    const step = { change: change(`TLS of MySQL user ${name}`, found.require, require) };
    push(step, `ALTER USER ${account(params)} REQUIRE ${DEMANDS[require]};`, { require });
  }
  for (const database of databases) {
    const pattern = escapePattern(database);
    if (user.databases.includes(pattern) || found.databases.includes(database)) continue;
    const step = { change: change(`privileges of MySQL user ${name} on ${database}`, 'not all', 'all') };
    push(step, grant(params, database), { databases: [...user.databases, pattern].sort() });
  }
  return steps;
}

function isPassword({ plugin, hash: stored }: UserState, hash: Secret): boolean {
  return plugin === NATIVE && stored.reveal().toUpperCase() === hash.reveal();
}

function planRemoval(params: Params): RunStep {
  return run({
    change: change(`MySQL user ${params.name}`, 'present', 'absent'),
    ...execute(params, [`DROP USER ${account(params)};`]),
    predicts: [predictUser(params, null)],
  });
}

/**
 * MariaDB says IDENTIFIED VIA … USING, MySQL IDENTIFIED WITH … AS. Which of them it is, is asked of the server
 * when the statement runs: a dry run may be of a host that has neither yet.
 */
function chooseWords(
  params: Params,
  { verb, hash }: { readonly verb: string; readonly hash: Secret },
): string {
  const head = `${verb} USER ${account(params)} IDENTIFIED`;
  const tail = verb === 'CREATE' ? ` REQUIRE ${DEMANDS[params.require]}` : '';
  const secret = quoteString(hash.reveal());
  const [mariadb, other] = [`VIA ${NATIVE} USING ${secret}`, `WITH ${NATIVE} AS ${secret}`].map((words) =>
    quoteString(`${head} ${words}${tail}`),
  );
  return [
    `SET @k3p = IF(LOCATE('MariaDB', VERSION()) > 0, ${mariadb}, ${other});`,
    'PREPARE k3p FROM @k3p;',
    'EXECUTE k3p;',
    'DEALLOCATE PREPARE k3p;',
  ].join('\n');
}

function grant(params: Params, database: string): string {
  return `GRANT ALL PRIVILEGES ON ${quotePattern(database)}.* TO ${account(params)};`;
}

function account({ name, host }: Params): string {
  return `${quoteString(name)}@${quoteString(host)}`;
}

function predictUser(params: Params, value: UserState | null) {
  return predict<Asked<UserState>>(readUser(params, params), { server: 'running', value });
}

/** What is stored of a password is worth guessing at: the session writes nothing of it to the server's logs. */
function execute(params: Params, statements: readonly string[]): Pick<RunStep, 'script' | 'stdin'> {
  const quiet = [
    "SET SESSION sql_mode = '';",
    'SET SESSION sql_log_off = 1;',
    'SET SESSION long_query_time = 3600;',
  ];
  return { script: mysql(params), stdin: new Secret([...quiet, ...statements, ''].join('\n')) };
}
