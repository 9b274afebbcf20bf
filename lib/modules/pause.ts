import { t } from '../schema/build.ts';
import { defineModule } from './define.ts';

const Params = t.Object(
  {
    seconds: t.Number({ description: 'How long, in seconds.', minimum: 0, maximum: 604_800 }),
    reason: t.Optional(t.String({ description: 'What for, told to people meanwhile.', minLength: 1 })),
  },
  {},
);

/** The engine waits, which no step on a host could: see lib/run/pause.ts. */
export const pause = defineModule({
  name: 'pause',
  summary: 'Waits for a time, once for all hosts; a dry run passes over it.',
  withoutFacts: true,
  params: Params,
  result: t.Object({}),
  examples: [{ title: 'Give caches the time to expire', params: { seconds: 60, reason: 'DNS to expire' } }],
  reads: () => ({}),
  plan: () => [],
  output: () => ({}),
});
