import { timezone } from '../../lib/modules/timezone.ts';
import type { PathState } from '../../lib/modules/shared/path-state.ts';
import { describeModule } from '../support/describe-module.ts';
import { absent, aFile, aFolder } from '../support/path-states.ts';

const zone = aFile('TZif2');
const linkTo = (target: string): PathState => ({
  kind: 'link',
  target,
  leads: { kind: 'file', mode: '0644', owner: 'root', group: 'root', ids: { owner: '0', group: '0' } },
});
const berlin = linkTo('/usr/share/zoneinfo/Europe/Berlin');
const script = 'ln -sfn -- /usr/share/zoneinfo/Europe/Berlin /etc/localtime';

describeModule(timezone, {
  inSync: [
    {
      title: 'set, on a host that has no other file for it',
      params: { name: 'Europe/Berlin' },
      found: { zone, link: linkTo('../usr/share/zoneinfo/Europe/Berlin'), file: absent },
      result: { name: 'Europe/Berlin' },
    },
    {
      title: 'set in both places',
      params: { name: 'Europe/Berlin' },
      found: { zone, link: berlin, file: aFile('Europe/Berlin') },
    },
  ],
  drift: [
    {
      title: 'another zone in both places',
      params: { name: 'Europe/Berlin' },
      found: { zone, link: linkTo('/usr/share/zoneinfo/Etc/UTC'), file: aFile('Etc/UTC\n') },
      steps: [
        { subject: 'time zone', from: 'Etc/UTC', to: 'Europe/Berlin', script },
        {
          subject: 'content of /etc/timezone',
          from: 'sha256 f0dcac7b',
          to: 'sha256 338780a9',
          put: { content: 'Europe/Berlin\n', mode: '0644' },
        },
      ],
      result: { name: 'Europe/Berlin' },
    },
    {
      title: 'a host that has none',
      params: { name: 'Europe/Berlin' },
      found: { zone, link: absent, file: absent },
      steps: [{ subject: 'time zone', from: 'absent', to: 'Europe/Berlin', script }],
    },
    {
      title: 'a copy of a zone in place of the link',
      params: { name: 'Europe/Berlin' },
      found: { zone, link: zone, file: absent },
      steps: [{ subject: 'time zone', from: 'file', to: 'Europe/Berlin', script }],
    },
  ],
  faults: [
    {
      title: 'a zone that is none',
      params: { name: 'Europe/Berln' },
      found: { zone: absent, link: berlin, file: absent },
      message: /there is no time zone Europe\/Berln on this host \(did you mean "Europe\/Berlin"\?\)/,
    },
    {
      title: 'part of the name of a zone',
      params: { name: 'Pacific' },
      found: { zone: aFolder(), link: berlin, file: absent },
      message: /no time zone Pacific .*tzdata/,
    },
    {
      title: 'a folder in the place of the link',
      params: { name: 'Europe/Berlin' },
      found: { zone, link: aFolder(), file: absent },
      message: /\/etc\/localtime is a directory on the host, not a link/,
    },
  ],
  unknown: [
    {
      title: 'a link that an earlier command makes',
      params: { name: 'Europe/Berlin' },
      found: { zone, link: { kind: 'present' }, file: absent },
      reason: /an earlier command makes/,
    },
  ],
  invalid: [{ title: 'a name that leads elsewhere', params: { name: '../../etc/passwd' }, message: /name/ }],
});
