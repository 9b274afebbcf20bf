import { inspect } from 'node:util';
import { t } from '../schema/build.ts';
import { defineModule } from './define.ts';

const Params = t.Object(
  {
    message: t.Optional(t.Text({ description: 'The text to show.' })),
    value: t.Optional(t.Value({ description: 'The value to show, of any type, instead of `message`.' })),
  },
  { exactlyOne: ['message', 'value'] },
);

const Result = t.Object({ value: t.Value({ description: 'What was shown.' }) });

export const debug = defineModule({
  name: 'debug',
  summary: 'Shows a text or a value.',
  withoutFacts: true,
  params: Params,
  result: Result,
  examples: [
    { title: 'Show a text', params: { message: 'this is {{facts.hostname}}' } },
    { title: 'Show a value', params: { value: ['a', 'b'] } },
  ],
  reads: () => ({}),
  plan: () => [],
  output: ({ params }) => ({ value: params.message ?? params.value }),
  show: ({ value }) => describe(value),
});

/** Text as it is, everything else so that its parts can be told apart; secrets print as their mask. */
function describe(value: unknown): string {
  if (typeof value === 'string') return value;
  return inspect(value, { depth: 20, breakLength: 100, maxArrayLength: 200, maxStringLength: 10_000 });
}
