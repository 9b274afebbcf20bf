import { findNearest } from '../core/nearest.ts';
import { t, type Static } from '../schema/build.ts';
import { defineModule } from './define.ts';
import { editSettings, planKernelSetting, readKernelSetting, squeeze } from './shared/kernel-setting.ts';
import { readTarget } from './shared/place-file.ts';
import { inState } from './shared/place-params.ts';
import { planTextFile } from './shared/text-file.ts';
import { isSteps, PlanFault, type Plan } from './step.ts';

const VALUE = 'Wanted value; how several numbers are parted does not matter.';

const Params = t.Object(
  {
    name: t.String({
      description: 'Name of the setting.',
      pattern: '^[a-z0-9_]+([./][A-Za-z0-9_@:+-]+)+$',
      examples: ['net.ipv4.ip_forward'],
    }),
    value: t.Optional(
      t.Union(
        [t.String({ description: VALUE, pattern: '^[^\\n]*\\S[^\\n]*$' }), t.Integer({ description: VALUE })],
        { description: VALUE },
      ),
    ),
    state: t.OneOf(['present', 'absent'], {
      default: 'present',
      description:
        'Whether the setting is wanted in the file. `absent` leaves the running kernel as it is until the next boot.',
    }),
    file: t.Path({
      default: '/etc/sysctl.d/99-k3play.conf',
      description: 'File that keeps it for the next boot. Of several files the last by name has its way.',
    }),
  },
  { allOf: [{ if: inState('present'), then: { required: ['value'] } }] },
);
type Params = Static<typeof Params>;

const Result = t.Object({
  value: t.String({ description: 'Value in the running kernel; "" where the kernel has no such setting.' }),
  path: t.String({ description: 'Path of the file.' }),
});

export const sysctl = defineModule({
  name: 'sysctl',
  summary: 'Keeps a setting of the kernel, now and after the next boot.',
  withoutFacts: true,
  params: Params,
  result: Result,
  examples: [
    { title: 'Forward packets', params: { name: 'net.ipv4.ip_forward', value: 1 } },
    {
      title: 'A setting of several numbers, in a file of its own',
      params: {
        name: 'net.ipv4.tcp_rmem',
        value: '4096 131072 16777216',
        file: '/etc/sysctl.d/90-network.conf',
      },
    },
    { title: 'No longer after the next boot', params: { name: 'vm.swappiness', state: 'absent' } },
  ],
  reads: ({ params }) => ({ kernel: readKernelSetting(params.name), ...readTarget(params.file) }),
  plan({ params, found }): Plan {
    const { name, file: path } = params;
    const isWanted = params.state === 'present';
    const value = squeeze(String(params.value ?? ''));
    if (isWanted && !found.kernel.exists) return refuseName(name, found.kernel.names);
    const now =
      isWanted && found.kernel.exists ? planKernelSetting(name, { value, is: found.kernel.value }) : [];
    const kept = planTextFile(
      {
        path,
        edit: (text) => editSettings(text, name, isWanted ? value : undefined),
        missing: isWanted ? '' : undefined,
      },
      found,
    );
    return isSteps(kept) ? [...now, ...kept] : kept;
  },
  output: ({ params, found }) => ({
    value: found.kernel.exists ? found.kernel.value : '',
    path: params.file,
  }),
});

function refuseName(name: string, names: readonly string[]): PlanFault {
  const nearest = findNearest(name, names);
  const hint = nearest === undefined ? '' : `did you mean "${nearest}"? Else `;
  return new PlanFault(`the kernel of this host has no setting ${name}`, {
    hint: `${hint}load the kernel module that brings it, as br_netfilter brings net.bridge`,
  });
}
