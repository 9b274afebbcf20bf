import { sh } from '../../lib/connection/sh.ts';
import { defineModule } from '../../lib/modules/define.ts';
import { hostRead, textOf, type HostRead } from '../../lib/modules/read.ts';
import { change, poll, predict, run } from '../../lib/modules/step.ts';
import { t } from '../../lib/schema/build.ts';

export function readSetting(name: string): HostRead<string> {
  const shared = name.startsWith('shared-');
  return hostRead({
    key: `setting:${name}`,
    script: sh`get ${name}`,
    ...(shared && { staleAfter: 'any-step' }),
    parse: textOf,
  });
}

/** A module of a model host: brings one setting to a value, by the verb asked for. */
export const setting = defineModule({
  name: 'setting',
  summary: 'Brings a setting of a model host to a value.',
  params: t.Object({
    name: t.String({ description: 'Which.' }),
    value: t.String({ description: 'To what.' }),
    verb: t.OneOf(['set', 'lie', 'fail', 'lose'], {
      default: 'set',
      description: 'The command that is sent.',
    }),
    needs: t.Optional(t.String({ description: 'A setting that must be there first; it is waited for.' })),
    sure: t.Boolean({ default: true, description: 'Whether it is known beforehand that it changes.' }),
    action: t.Boolean({ default: false, description: 'Whether it is done each time.' }),
  }),
  result: t.Object({ value: t.String({ description: 'What it is now.' }) }),
  examples: [],
  reads: ({ params }) => ({
    own: readSetting(params.name),
    needed: readSetting(params.needs ?? params.name),
  }),
  plan({ params, found }) {
    if (params.needs !== undefined && found.needed === '') {
      return [
        poll({
          what: `${params.needs} is set`,
          read: readSetting(params.needs),
          missing: (value) => (value === '' ? 'it is empty' : undefined),
          intervalMs: 1,
          timeoutMs: 20,
        }),
      ];
    }
    if (found.own === params.value && !params.action) return [];
    const read = readSetting(params.name);
    return [
      run({
        change: change(params.name, found.own, params.value),
        script:
          params.verb === 'fail' || params.verb === 'lose'
            ? sh`${params.verb}`
            : sh`${params.verb} ${params.name} ${params.value}`,
        predicts: [predict(read, params.value)],
        ...(!params.sure && { certain: false }),
        ...(params.action && {
          confirm: (after: Readonly<Record<string, unknown>>) =>
            after['own'] === params.value ? undefined : 'it did not take',
        }),
      }),
    ];
  },
  output: ({ found }) => ({ value: found.own }),
  isUnguarded: ({ params }) => params.action,
});
