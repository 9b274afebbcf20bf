import { findUnknown } from '../core/unknown.ts';
import { t } from '../schema/build.ts';
import { defineModule } from './define.ts';
import { PlanFault } from './step.ts';

const Params = t.Object({
  that: t.Expressions({ description: 'CEL expressions, all of which must hold.' }),
  message: t.Optional(t.String({ description: 'What to tell people where one does not hold.' })),
});

export const assert = defineModule({
  name: 'assert',
  summary: 'Fails where something does not hold.',
  withoutFacts: true,
  params: Params,
  result: t.Object({}),
  examples: [
    {
      title: 'Refuse hosts that are too small',
      params: {
        that: ['facts.memory_mb >= 1900', 'facts.cpus >= 2'],
        message: 'a server needs 2 GB and 2 CPUs',
      },
    },
  ],
  reads: () => ({}),
  plan({ params: { that, message } }) {
    const broken = that.filter(({ value }) => value === false).map(({ text }) => text);
    if (broken.length > 0) {
      const expressions = `does not hold: ${broken.join('; ')}`;
      return new PlanFault(message === undefined ? expressions : `${message} (${expressions})`, {
        kind: 'assertion',
      });
    }
    return findUnknown(that) ?? [];
  },
  output: () => ({}),
});
