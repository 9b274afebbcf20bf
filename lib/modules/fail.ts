import { t } from '../schema/build.ts';
import { defineModule } from './define.ts';
import { PlanFault } from './step.ts';

const Params = t.Object(
  { message: t.String({ description: 'Why, for people.', minLength: 1 }) },
  { shorthand: 'message' },
);

export const fail = defineModule({
  name: 'fail',
  summary: 'Fails, with a message of your own.',
  withoutFacts: true,
  params: Params,
  result: t.Object({}),
  examples: [
    { title: 'Refuse what the playbook is not for', params: { message: 'this release is not supported' } },
  ],
  reads: () => ({}),
  plan: ({ params: { message } }) => new PlanFault(message, { kind: 'assertion' }),
  output: () => ({}),
});
