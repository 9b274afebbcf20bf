import { t } from '../../schema/build.ts';
import { defineModule } from '../define.ts';
import { PlanFault } from '../step.ts';
import { parseToken, readToken, TOKEN_PATH } from './shared/token-read.ts';
import { Secret } from '../../core/secret.ts';

const Params = t.Object({
  path: t.Path({ default: TOKEN_PATH, description: 'Path of the token file on a server.' }),
});

const Result = t.Object({
  token: t.Secret({
    description: 'The full token, which pins the CA of the cluster: what others join with.',
  }),
  ca_hash: t.String({ description: 'sha256 of the CA, hex; "" where the token does not name it.' }),
});

export const k3sToken = defineModule({
  name: 'k3s-token',
  summary: 'Reads the token of a cluster from one of its servers.',
  params: Params,
  result: Result,
  examples: [{ title: 'Read the token that agents join with', params: {} }],
  reads: ({ params }) => ({ token: readToken(params.path) }),
  plan({ params, found }) {
    if (found.token.token) return [];
    return new PlanFault(`there is no token in ${params.path}`, {
      hint: 'is this a server that has been started?',
    });
  },
  output({ found }) {
    const token = found.token.token ?? new Secret('');
    return { token, ca_hash: parseToken(token.reveal()).caHash };
  },
});
