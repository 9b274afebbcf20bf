import { sh } from '../../connection/sh.ts';
import { Unknown } from '../../core/unknown.ts';
import { hostRead, type HostRead } from '../read.ts';
import { change, predict, run, type Prediction, type RunStep } from '../step.ts';
import { readKernelSetting, type KernelSetting } from './kernel-setting.ts';
import { linesOf, unreadable } from './lines.ts';

/** What a kernel has of a module. */
export interface KernelModuleState {
  /** What is built in needs no loading, and cannot be taken out. */
  readonly state: 'loaded' | 'builtin' | 'absent';
  /** Whether the kernel takes modules at all. */
  readonly takesModules: boolean;
}

/** What is built in is named by a list beside the modules; of some the kernel itself has a folder. */
export function readKernelModule(name: string): HostRead<KernelModuleState> {
  const plain = plainName(name);
  const file = `/${plain.replaceAll('_', '[_-]')}\\.ko`;
  return hostRead({
    key: `kernel-module:${plain}`,
    script: sh`n=${plain}
[ ! -e /proc/modules ] || echo takes
if grep -q "^$n " /proc/modules 2>/dev/null; then echo loaded
elif [ -d "/sys/module/$n" ] || grep -q ${file} "/lib/modules/$(uname -r)/modules.builtin" 2>/dev/null; then echo builtin
fi
echo end`,
    parse(output) {
      const lines = linesOf(output);
      if (!lines.has('end')) throw unreadable(`the kernel module ${name}`, output);
      const state = lines.has('loaded') ? 'loaded' : lines.has('builtin') ? 'builtin' : 'absent';
      return { state, takesModules: lines.has('takes') };
    },
  });
}

/** The kernel calls it so, whichever of the two signs its file has. */
export function plainName(name: string): string {
  return name.replaceAll('-', '_');
}

export function loadStep(name: string, provides: readonly string[]): RunStep {
  return run({
    change: change(`kernel module ${name}`, 'absent', 'loaded'),
    script: sh`modprobe ${name}`,
    predicts: [
      predict<KernelModuleState>(readKernelModule(name), { state: 'loaded', takesModules: true }),
      ...predictSettings([...(SETTINGS[plainName(name)] ?? []), ...provides]),
    ],
  });
}

export function unloadStep(name: string): RunStep {
  return run({
    change: change(`kernel module ${name}`, 'loaded', 'absent'),
    script: sh`modprobe -r ${name}`,
    predicts: [predict<KernelModuleState>(readKernelModule(name), { state: 'absent', takesModules: true })],
  });
}

/** The settings that come with modules which playbooks load for them. */
const SETTINGS: Readonly<Record<string, readonly string[]>> = {
  br_netfilter: ['arptables', 'ip6tables', 'iptables'].map((name) => `net.bridge.bridge-nf-call-${name}`),
  nf_conntrack: [
    'net.netfilter.nf_conntrack_max',
    'net.netfilter.nf_conntrack_buckets',
    'net.netfilter.nf_conntrack_tcp_timeout_established',
    'net.netfilter.nf_conntrack_tcp_timeout_close_wait',
  ],
  ip_vs: ['conntrack', 'conn_reuse_mode', 'expire_nodest_conn'].map((name) => `net.ipv4.vs.${name}`),
};

function predictSettings(names: readonly string[]): Prediction[] {
  const value = new Unknown('known once the module is loaded');
  return names.map((name) => predict<KernelSetting>(readKernelSetting(name), { exists: true, value }));
}
