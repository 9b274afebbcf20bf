import { t } from '../schema/build.ts';
import { defineModule } from './define.ts';

const Params = t.Object(
  {
    seconds: t.Optional(t.Number({ description: 'How long, in seconds.', minimum: 0, maximum: 604_800 })),
    prompt: t.Optional(
      t.String({
        description: 'What is asked of whoever runs the playbook; goes on by Enter, ends the run by `n`.',
        minLength: 1,
      }),
    ),
    reason: t.Optional(t.String({ description: 'What for, told to people meanwhile.', minLength: 1 })),
  },
  { exactlyOne: ['seconds', 'prompt'], shorthand: 'prompt' },
);

/** The engine waits and asks, which no step on a host could: see lib/run/pause.ts. */
export const pause = defineModule({
  name: 'pause',
  summary: 'Waits for a time or for an answer, once for all hosts; a dry run passes over it.',
  withoutFacts: true,
  params: Params,
  result: t.Object({}),
  examples: [
    { title: 'Give caches the time to expire', params: { seconds: 60, reason: 'DNS to expire' } },
    { title: 'Have somebody look', params: { prompt: 'Look at the dashboard. Go on?' } },
  ],
  reads: () => ({}),
  plan: () => [],
  output: () => ({}),
});
