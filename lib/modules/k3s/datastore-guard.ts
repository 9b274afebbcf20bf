import { createHash } from 'node:crypto';
import { isUnknown } from '../../core/unknown.ts';
import { t, type Static } from '../../schema/build.ts';
import { defineModule } from '../define.ts';
import { readKine } from '../shared/postgresql/kine.ts';
import { serverParams, valueOfPostgres } from '../shared/postgresql/psql.ts';
import { PlanFault, type Plan } from '../step.ts';
import { parseToken } from './shared/token-read.ts';

const Params = t.Object({
  database: t.String({ default: 'k3s', description: 'Name of the database.', minLength: 1 }),
  token: t.Secret({ description: 'Token of the cluster that is to use it, in full or the password alone.' }),
  ...serverParams,
});
type Params = Static<typeof Params>;

const Result = t.Object({
  state: t.String({ description: '"empty", or "ours" where the database is that of this cluster.' }),
});

/**
 * A server that starts with another token ends only after it has written files that stand in its way later on.
 * The guard finds out before any server starts: the name of the row with a cluster's keys is made of its token.
 */
export const k3sDatastoreGuard = defineModule({
  name: 'k3s-datastore-guard',
  summary: "Refuses a PostgreSQL database that another cluster uses; runs on the database's host.",
  params: Params,
  result: Result,
  examples: [
    { title: 'Look before any server starts', params: { database: 'k3s', token: '{{ k3s.token }}' } },
  ],
  reads: ({ params }) => ({ kine: readKine(params.database, params) }),
  plan({ params, found }): Plan {
    const kine = valueOfPostgres(found.kine);
    if (isUnknown(kine)) return kine;
    const names = kine?.bootstrapNames ?? [];
    return names.length === 0 || names.includes(bootstrapName(params)) ? [] : refuse(params);
  },
  output({ found }) {
    const kine = valueOfPostgres(found.kine);
    if (isUnknown(kine)) return { state: kine };
    return { state: (kine?.bootstrapNames ?? []).length === 0 ? 'empty' : 'ours' };
  },
});

/** `/bootstrap/` and the first 12 hex digits of the password's sha256. */
function bootstrapName({ token }: Params): string {
  const { password } = parseToken(token.reveal());
  return `/bootstrap/${createHash('sha256').update(password).digest('hex').slice(0, 12)}`;
}

function refuse({ database }: Params): PlanFault {
  return new PlanFault(`the database ${database} belongs to a cluster with another token`, {
    hint:
      'is it the right database? If so, use the token its cluster was made with (on a server: ' +
      '/var/lib/rancher/k3s/server/token); for a new cluster, name an empty database',
    kind: 'assertion',
  });
}
