import { t } from '../schema/build.ts';
import { defineModule } from './define.ts';

const Params = t.Object(
  { names: t.Words({ description: 'What `async` calls them: a name, or a list of names.', minItems: 1 }) },
  { shorthand: 'names' },
);

/** The engine waits, and has the result: see lib/run/await-task.ts. */
export const awaitModule = defineModule({
  name: 'await',
  summary: 'Waits for tasks that go on in the background, and has their results.',
  withoutFacts: true,
  params: Params,
  result: t.Object({}),
  examples: [
    { title: 'Go on once the image is there', params: { names: 'image' } },
    { title: 'Wait for both', params: { names: ['image', 'backup'] } },
  ],
  reads: () => ({}),
  plan: () => [],
  output: () => ({}),
});
