import { t } from '../schema/build.ts';
import { defineModule } from './define.ts';

const ANY_NAME = { additionalProperties: true, maySecret: true, mayBeUnknown: true };

export const set = defineModule({
  name: 'set',
  summary: 'Sets variables of the host, for the rest of the run.',
  withoutFacts: true,
  params: t.Object({}, { ...ANY_NAME, description: 'Names and values; keys are up to you.' }),
  result: t.Object({}, { ...ANY_NAME, description: 'The names and values given.' }),
  examples: [{ title: 'Name the first server', params: { first_server: '10.0.0.11', replicas: 3 } }],
  reads: () => ({}),
  plan: () => [],
  output: ({ params }) => params,
});
