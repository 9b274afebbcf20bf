import { sh } from '../../lib/connection/sh.ts';
import { defineModule } from '../../lib/modules/define.ts';
import { hostRead, textOf } from '../../lib/modules/read.ts';
import { t } from '../../lib/schema/build.ts';

/** A module of a model host that only looks, as a readonly command does: the setting is its exit code. */
export const look = defineModule({
  name: 'look',
  summary: 'Takes a setting of a model host for an exit code.',
  withoutFacts: true,
  params: t.Object({
    name: t.String({ description: 'Which.' }),
    beyond: t.Boolean({ default: false, description: 'Whether the answer is about more than the host.' }),
    unsure: t.Boolean({ default: false, description: 'Whether it has an answer for when that is unknown.' }),
    live: t.Boolean({ default: false, description: 'Whether it is to be asked at its turn.' }),
  }),
  result: t.Object({ rc: t.Integer({ description: 'The code.' }) }),
  examples: [],
  reads: ({ params: { name, beyond, unsure, live } }) => ({
    rc: hostRead({
      key: `look:${name}`,
      script: sh`get ${name}`,
      parse: (output) => Number(textOf(output)),
      ...(beyond && { beyondHost: true }),
      ...(unsure && { unsure: () => 7 }),
      ...(name.startsWith('shared-') && { staleAfter: 'any-step' }),
      ...(live && { staleAfter: 'at-once' }),
    }),
  }),
  plan: () => [],
  output: ({ found }) => ({ rc: found.rc }),
});
