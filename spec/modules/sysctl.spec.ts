import { sysctl } from '../../lib/modules/sysctl.ts';
import type { KernelSetting } from '../../lib/modules/shared/kernel-setting.ts';
import { describeModule } from '../support/describe-module.ts';
import { absent, aFile, aFolder } from '../support/path-states.ts';

const folder = aFolder();
const path = '/etc/sysctl.d/99-k3play.conf';
const is = (value: string): KernelSetting => ({ exists: true, value });
const none: KernelSetting = { exists: false, names: ['net.ipv4.ip_forward', 'vm.swappiness'] };

describeModule(sysctl, {
  inSync: [
    {
      title: 'in the kernel and in the file, spelt otherwise',
      params: { name: 'net.ipv4.tcp_rmem', value: '4096  131072 16777216' },
      found: {
        kernel: is('4096 131072 16777216'),
        file: aFile('# ours\n-net/ipv4/tcp_rmem=4096\t131072 16777216\n'),
        folder,
      },
      result: { value: '4096 131072 16777216', path },
    },
    {
      title: 'not in the file, and not wanted there',
      params: { name: 'vm.swappiness', state: 'absent' },
      found: { kernel: is('60'), file: aFile('vm.dirty_ratio = 10\n'), folder },
      result: { value: '60', path },
    },
    {
      title: 'a kernel without it, and no file',
      params: { name: 'vm.old', state: 'absent' },
      found: { kernel: none, file: absent, folder },
      result: { value: '', path },
    },
  ],
  drift: [
    {
      title: 'neither in the kernel nor in the file',
      params: { name: 'net.ipv4.ip_forward', value: 1 },
      found: { kernel: is('0'), file: absent, folder },
      steps: [
        {
          subject: 'kernel setting net.ipv4.ip_forward',
          from: '0',
          to: '1',
          script: "printf '%s\\n' 1 >/proc/sys/net/ipv4/ip_forward",
        },
        {
          subject: path,
          from: 'absent',
          to: 'file 0644',
          put: { content: 'net.ipv4.ip_forward = 1\n' },
        },
      ],
      result: { value: '1', path },
    },
    {
      title: 'the file alone, where the last of several lines counts',
      params: { name: 'vm.swappiness', value: '10' },
      found: {
        kernel: is('10'),
        file: aFile('vm.swappiness=10\nvm.swappiness=60\nvm.dirty_ratio=5\n'),
        folder,
      },
      steps: [
        {
          subject: `content of ${path}`,
          from: 'sha256 3634419b',
          to: 'sha256 7d47e5ca',
          put: { content: 'vm.swappiness=10\nvm.swappiness = 10\nvm.dirty_ratio=5\n' },
        },
      ],
    },
    {
      title: 'the kernel alone, of a name with a dot within',
      params: { name: 'net/ipv4/conf/eth0.100/forwarding', value: 1 },
      found: { kernel: is('0'), file: aFile('net.ipv4.conf.eth0/100.forwarding = 1\n'), folder },
      steps: [
        {
          subject: 'kernel setting net/ipv4/conf/eth0.100/forwarding',
          from: '0',
          to: '1',
          script: "printf '%s\\n' 1 >/proc/sys/net/ipv4/conf/eth0.100/forwarding",
        },
      ],
    },
    {
      title: 'no longer in the file',
      params: { name: 'vm.swappiness', state: 'absent' },
      found: { kernel: is('10'), file: aFile('vm.swappiness=10\nvm.dirty_ratio=5\n'), folder },
      steps: [
        {
          subject: `content of ${path}`,
          from: 'sha256 efb2146a',
          to: 'sha256 95007470',
          put: { content: 'vm.dirty_ratio=5\n' },
        },
      ],
    },
  ],
  faults: [
    {
      title: 'a name that the kernel lacks',
      params: { name: 'net.ipv4.ip_forwarding', value: 1 },
      found: { kernel: none, file: absent, folder },
      message: /no setting net\.ipv4\.ip_forwarding \(did you mean "net\.ipv4\.ip_forward"\? Else load the/,
    },
    {
      title: 'a name like no other',
      params: { name: 'net.bridge.bridge-nf-call-iptables', value: 1 },
      found: { kernel: none, file: absent, folder },
      message: /\(load the kernel module that brings it/,
    },
    {
      title: 'no folder for the file',
      params: { name: 'vm.swappiness', value: 1 },
      found: { kernel: is('1'), file: absent, folder: absent },
      message: /the folder \/etc\/sysctl\.d does not exist/,
    },
  ],
  invalid: [
    { title: 'no value', params: { name: 'vm.swappiness' }, message: /"value" is missing/ },
    { title: 'a name that leads elsewhere', params: { name: 'vm/../../x', value: 1 }, message: /name/ },
    { title: 'a value of two lines', params: { name: 'vm.swappiness', value: '1\n2' }, message: /value/ },
  ],
});
