import { Unknown } from '../../lib/core/unknown.ts';
import { group } from '../../lib/modules/group.ts';
import type { GroupState } from '../../lib/modules/shared/group.ts';
import { describeModule } from '../support/describe-module.ts';

const deploy: GroupState = { exists: true, gid: 1000 };
const none: GroupState = { exists: false };
const later = new Unknown('later');

describeModule(group, {
  inSync: [
    {
      title: 'as wanted',
      params: { name: 'deploy', gid: 1000 },
      found: { group: deploy },
      result: { exists: true, gid: 1000 },
    },
    {
      title: 'absent',
      params: { name: 'deploy', state: 'absent' },
      found: { group: none },
      result: { exists: false, gid: -1 },
    },
    {
      title: 'made by an earlier task of this dry run',
      params: { name: 'deploy', gid: 7 },
      found: { group: { exists: true, gid: later } },
    },
  ],
  drift: [
    {
      title: 'creates a group with nothing said',
      params: { name: 'deploy' },
      found: { group: none },
      steps: [{ subject: 'group deploy', from: 'absent', to: 'present', script: 'groupadd -- deploy' }],
      after: { group: deploy },
      result: { exists: true, gid: '(unknown)' },
    },
    {
      title: 'creates a group with everything said',
      params: { name: 'web', gid: 800, system: true },
      found: { group: none },
      steps: [
        {
          subject: 'group web',
          from: 'absent',
          to: 'present',
          script: 'groupadd --system --gid 800 -- web',
        },
      ],
    },
    {
      title: 'changes the id',
      params: { name: 'deploy', gid: 1200 },
      found: { group: deploy },
      steps: [
        { subject: 'gid of group deploy', from: 1000, to: 1200, script: 'groupmod --gid 1200 -- deploy' },
      ],
    },
    {
      title: 'removes a group',
      params: { name: 'deploy', state: 'absent' },
      found: { group: deploy },
      steps: [{ subject: 'group deploy', from: 'present', to: 'absent', script: 'groupdel -- deploy' }],
    },
  ],
  invalid: [
    { title: 'a name that looks like an option', params: { name: '-r' }, message: /name/ },
    { title: 'an id below zero', params: { name: 'deploy', gid: -1 }, message: /gid/ },
  ],
});
