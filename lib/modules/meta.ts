import { t } from '../schema/build.ts';
import { defineModule } from './define.ts';

const Params = t.Object(
  {
    action: t.OneOf(
      ['flush_handlers', 'end_host', 'end_batch', 'end_play', 'refresh_facts', 'reset_connection', 'noop'],
      { description: 'What to do; what each word means is said in docs/language.md.' },
    ),
  },
  { shorthand: 'action' },
);

const SAID: Readonly<Record<string, string>> = {
  end_host: 'the play ends here for this host',
  end_batch: 'the play ends here for this batch of hosts',
  end_play: 'the play ends here',
};

export const meta = defineModule({
  name: 'meta',
  summary: 'Acts on the play itself: runs handlers now, ends it, asks for facts again.',
  withoutFacts: true,
  params: Params,
  result: t.Object({ action: t.String({ description: 'What was done.' }) }),
  examples: [
    { title: 'Restart what has to be before going on', params: { action: 'flush_handlers' } },
    { title: 'Spare this host the rest of the play', params: { action: 'end_host' } },
  ],
  reads: () => ({}),
  plan: () => [],
  output: ({ params }) => ({ action: params.action }),
  show: ({ action }) => SAID[String(action)],
});
