import { t, type Static } from '../schema/build.ts';
import { defineModule } from './define.ts';
import type { HostRead } from './read.ts';
import { stateAt, type PathStates } from './shared/directory.ts';
import { planFileWithFolders, readWithFolders } from './shared/file-with-folders.ts';
import {
  loadStep,
  plainName,
  readKernelModule,
  unloadStep,
  type KernelModuleState,
} from './shared/kernel-module-state.ts';
import type { PathState } from './shared/path-state.ts';
import { planFileRemoval } from './shared/remove-file.ts';
import { isSteps, PlanFault, type Plan, type Step } from './step.ts';

const VALUE = 'Value.';

const Params = t.Object({
  name: t.String({
    description: 'Name of the module, as the kernel has it and not an alias.',
    pattern: '^[A-Za-z0-9][A-Za-z0-9_-]*$',
    examples: ['br_netfilter'],
  }),
  state: t.OneOf(['present', 'absent'], {
    default: 'present',
    description:
      'Whether it is loaded, as what is built into the kernel is. `absent` takes it out, which fails where it is in use.',
  }),
  boot: t.Boolean({ default: true, description: 'Whether each boot loads it, by /etc/modules-load.d.' }),
  options: t.Map(
    t.Union([t.String({ description: VALUE, pattern: '^[^\\s"]+$' }), t.Integer({ description: VALUE })], {
      description: VALUE,
    }),
    {
      default: {},
      description:
        'Options by name, in a file of /etc/modprobe.d. They hold when it is loaded: what is loaded already keeps the ones it has.',
      propertyNames: { pattern: '^[A-Za-z0-9_-]+$' },
    },
  ),
  provides: t.Optional(
    t.Words({
      description:
        'Settings of the kernel that it brings, as `sysctl` names them, for check mode: tasks after this one find them where it is not loaded yet. Those of br_netfilter, nf_conntrack and ip_vs are known.',
    }),
  ),
});
type Params = Static<typeof Params>;

const Result = t.Object({
  loaded: t.Boolean({ description: 'Whether the kernel has it.' }),
  builtin: t.Boolean({ description: 'Whether it is built into the kernel.' }),
});

type Reads = {
  readonly module: HostRead<KernelModuleState>;
  readonly [path: `/${string}`]: HostRead<PathState>;
};

export const kernelModule = defineModule({
  name: 'kernel-module',
  summary: 'Loads a module into the kernel, now and at each boot.',
  withoutFacts: true,
  params: Params,
  result: Result,
  examples: [
    { title: 'Have bridges pass packets to iptables', params: { name: 'br_netfilter' } },
    { title: 'With options', params: { name: 'nf_conntrack', options: { hashsize: 65_536 } } },
    { title: 'No longer', params: { name: 'floppy', state: 'absent' } },
  ],
  reads: ({ params: { name } }): Reads => ({
    module: readKernelModule(name),
    ...readWithFolders(bootFile(name), optionsFile(name)),
  }),
  plan({ params, found: { module: kernel, ...paths } }): Plan {
    const isWanted = params.state === 'present';
    const fault = findFault(params, kernel);
    if (fault) return fault;
    const options = formatOptions(params);
    const plans = [
      planText(optionsFile(params.name), isWanted ? options : '', paths),
      planText(bootFile(params.name), isWanted && params.boot ? `${params.name}\n` : '', paths),
      planKernel(params, kernel),
    ];
    return plans.find((plan) => !isSteps(plan)) ?? plans.filter(isSteps).flat();
  },
  output: ({ found }) => ({
    loaded: found.module.state !== 'absent',
    builtin: found.module.state === 'builtin',
  }),
});

function findFault({ name, state }: Params, kernel: KernelModuleState): PlanFault | undefined {
  if (state === 'present' && kernel.state === 'absent' && !kernel.takesModules) {
    return new PlanFault(`the kernel of this host takes no modules, and has no ${name} built in`);
  }
  if (state === 'absent' && kernel.state === 'builtin') {
    return new PlanFault(`${name} is built into the kernel of this host, which cannot be without it`);
  }
  return undefined;
}

function planKernel({ name, state, provides = [] }: Params, kernel: KernelModuleState): Step[] {
  if (state === 'present') return kernel.state === 'absent' ? [loadStep(name, provides)] : [];
  return kernel.state === 'loaded' ? [unloadStep(name)] : [];
}

function bootFile(name: string): string {
  return `/etc/modules-load.d/k3play-${plainName(name)}.conf`;
}

function optionsFile(name: string): string {
  return `/etc/modprobe.d/k3play-${plainName(name)}.conf`;
}

function formatOptions({ name, options }: Params): string {
  const words = Object.entries(options).map(([key, value]) => `${key}=${String(value)}`);
  return words.length === 0 ? '' : `options ${name} ${words.join(' ')}\n`;
}

/** A file of the module's own; none where there would be nothing in it. */
function planText(path: string, content: string, found: PathStates): Plan {
  if (content === '') return planFileRemoval(path, stateAt(found, path));
  return planFileWithFolders({ path, content, mode: '0644' }, found);
}
