import { t } from '../../schema/build.ts';
import { defineModule } from '../define.ts';
import { PlanFault } from '../step.ts';
import { parseToken, readToken, TOKEN_PATH } from './shared/token-read.ts';
import { Secret } from '../../core/secret.ts';

const Params = t.Object({
  path: t.Path({ default: TOKEN_PATH, description: 'Path of the token file on a server.' }),
  required: t.Boolean({ default: true, description: 'Whether the task fails where there is no token.' }),
});

const Result = t.Object({
  token: t.Secret({
    description: 'The full token, which pins the CA of the cluster: what others join with.',
  }),
  password: t.Secret({
    description: 'The token in its short form: what servers of the same datastore have.',
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
    if (found.token.token || !params.required) return [];
    return new PlanFault(`there is no token in ${params.path}`, {
      hint: 'is this a server that has been started?',
    });
  },
  output({ found }) {
    const token = found.token.token ?? new Secret('');
    const { caHash, password } = parseToken(token.reveal());
    return { token, password: new Secret(password), ca_hash: caHash };
  },
});
