import { kernelModule } from '../../lib/modules/kernel-module.ts';
import { sysctl } from '../../lib/modules/sysctl.ts';
import { Unknown } from '../../lib/core/unknown.ts';
import { describeModule } from '../support/describe-module.ts';
import { absent, aFile, aFolder } from '../support/path-states.ts';

const BOOT = '/etc/modules-load.d/k3play-br_netfilter.conf';
const OPTIONS = '/etc/modprobe.d/k3play-br_netfilter.conf';
const name = 'br-netfilter';
const loaded = { state: 'loaded', takesModules: true };
const builtin = { state: 'builtin', takesModules: false };
const missing = { state: 'absent', takesModules: true };
const folders = { '/etc': aFolder(), '/etc/modules-load.d': aFolder(), '/etc/modprobe.d': aFolder() };
const nothing = { ...folders, [BOOT]: absent, [OPTIONS]: absent };

describeModule(kernelModule, {
  inSync: [
    {
      title: 'loaded, with a file for each boot',
      params: { name },
      found: { ...nothing, module: loaded, [BOOT]: aFile('br-netfilter\n') },
      result: { loaded: true, builtin: false },
    },
    {
      title: 'built in, and no file wanted',
      params: { name, boot: false },
      found: { ...nothing, module: builtin },
      result: { loaded: true, builtin: true },
    },
    {
      title: 'neither loaded nor wanted',
      params: { name, state: 'absent' },
      found: { ...nothing, module: missing },
      result: { loaded: false, builtin: false },
    },
  ],
  drift: [
    {
      title: 'not there at all, and no folder for files',
      params: { name, options: { brnf_call: 1, mode: 'a' } },
      found: { ...nothing, module: missing, '/etc/modprobe.d': absent },
      steps: [
        { subject: '/etc/modprobe.d', from: 'absent', to: 'directory 0755' },
        {
          subject: OPTIONS,
          from: 'absent',
          to: 'file 0644',
          put: { content: 'options br-netfilter brnf_call=1 mode=a\n' },
        },
        { subject: BOOT, from: 'absent', to: 'file 0644', put: { content: 'br-netfilter\n' } },
        {
          subject: 'kernel module br-netfilter',
          from: 'absent',
          to: 'loaded',
          script: 'modprobe br-netfilter',
        },
      ],
      result: { loaded: true, builtin: false },
    },
    {
      title: 'options and boots that are wanted no more',
      params: { name, boot: false },
      found: {
        ...nothing,
        module: loaded,
        [BOOT]: aFile('br-netfilter\n'),
        [OPTIONS]: aFile('options x y=1\n'),
      },
      steps: [
        { subject: OPTIONS, from: 'file', to: 'absent' },
        { subject: BOOT, from: 'file', to: 'absent' },
      ],
    },
    {
      title: 'to be taken out',
      params: { name, state: 'absent' },
      found: { ...nothing, module: loaded, [BOOT]: aFile('br-netfilter\n') },
      steps: [
        { subject: BOOT, from: 'file', to: 'absent' },
        {
          subject: 'kernel module br-netfilter',
          from: 'loaded',
          to: 'absent',
          script: 'modprobe -r br-netfilter',
        },
      ],
      result: { loaded: false, builtin: false },
    },
  ],
  faults: [
    {
      title: 'a kernel that takes no modules',
      params: { name },
      found: { ...nothing, module: { state: 'absent', takesModules: false } },
      message: /takes no modules, and has no br-netfilter built in/,
    },
    {
      title: 'a module that cannot be taken out',
      params: { name, state: 'absent' },
      found: { ...nothing, module: builtin },
      message: /is built into the kernel/,
    },
  ],
  invalid: [
    { title: 'a name with a path', params: { name: '../x' }, message: /name/ },
    { title: 'an option of two words', params: { name, options: { a: 'b c' } }, message: /options/ },
  ],
});

describeModule(sysctl, {
  drift: [
    {
      title: 'a setting that an earlier task loads a module for',
      params: { name: 'net.bridge.bridge-nf-call-iptables', value: 1 },
      found: {
        kernel: { exists: true, value: new Unknown('known once the module is loaded') },
        file: aFile('net.bridge.bridge-nf-call-iptables = 1\n'),
        folder: aFolder(),
      },
      steps: [
        {
          subject: 'kernel setting net.bridge.bridge-nf-call-iptables',
          from: '(unknown)',
          to: '1',
          certain: false,
        },
      ],
    },
  ],
});
