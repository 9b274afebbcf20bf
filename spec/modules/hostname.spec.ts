import { hostname } from '../../lib/modules/hostname.ts';
import { describeModule } from '../support/describe-module.ts';
import { absent, aFile, aFolder } from '../support/path-states.ts';

const folder = aFolder();
const is = (value: string) => ({ exists: true, value });

describeModule(hostname, {
  inSync: [
    {
      title: 'named so, with a comment beside it',
      params: { name: 'web1.example.org' },
      found: { kernel: is('web1.example.org'), file: aFile('# ours\nweb1.example.org\n'), folder },
      result: { name: 'web1.example.org' },
    },
  ],
  drift: [
    {
      title: 'neither the kernel nor the file has the name',
      params: { name: 'web1' },
      found: { kernel: is('localhost'), file: absent, folder },
      steps: [
        {
          subject: 'kernel setting kernel.hostname',
          from: 'localhost',
          to: 'web1',
          script: "printf '%s\\n' web1 >/proc/sys/kernel/hostname",
        },
        {
          subject: '/etc/hostname',
          from: 'absent',
          to: 'file 0644',
          put: { content: 'web1\n', mode: '0644' },
        },
      ],
      result: { name: 'web1' },
    },
    {
      title: 'the next boot would bring another name',
      params: { name: 'web1' },
      found: { kernel: is('web1'), file: aFile('debian\n'), folder },
      steps: [
        {
          subject: 'content of /etc/hostname',
          from: 'sha256 53ad2edf',
          to: 'sha256 d61d5fc4',
          put: { content: 'web1\n' },
        },
      ],
    },
  ],
  faults: [
    {
      title: 'a kernel without names',
      params: { name: 'web1' },
      found: { kernel: { exists: false, names: [] }, file: absent, folder },
      message: /does not tell its name/,
    },
  ],
  invalid: [
    { title: 'a name with an underscore', params: { name: 'web_1' }, message: /letters, digits and hyphens/ },
    { title: 'a name too long', params: { name: `${'a'.repeat(63)}.b` }, message: /64 characters/ },
  ],
});
