import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Unknown } from '../../lib/core/unknown.ts';
import type { GroupState } from '../../lib/modules/shared/group.ts';
import { readPath } from '../../lib/modules/shared/path.ts';
import { readUser, type UserState } from '../../lib/modules/shared/user.ts';
import { user } from '../../lib/modules/user.ts';
import { isSteps } from '../../lib/modules/step.ts';
import { readInHome } from '../../lib/modules/shared/home.ts';
import { describeModule } from '../support/describe-module.ts';
import { debian } from '../support/facts.ts';
import { completeParams } from '../support/params.ts';
import { withShells } from '../support/shells.ts';
import { ask } from '../support/step-taking.ts';
import { withFolder } from '../support/temporary-folder.ts';

const deploy: UserState = {
  exists: true,
  uid: 1000,
  group: 'deploy',
  home: '/home/deploy',
  shell: '/bin/sh',
  comment: '',
  groups: ['adm', 'sudo'],
};
const none: UserState = { exists: false };
const defaults = { home: '/home/deploy', shell: '/bin/sh', keys: false };
const there: GroupState = { exists: true, gid: 4 };
const later = new Unknown('later');

describeModule(user, {
  inSync: [
    {
      title: 'as wanted, with more groups than named',
      params: { name: 'deploy', groups: 'sudo', shell: '/bin/sh' },
      found: { user: deploy, 'group sudo': there },
      result: {
        exists: true,
        uid: 1000,
        group: 'deploy',
        home: '/home/deploy',
        shell: '/bin/sh',
        groups: ['adm', 'sudo'],
      },
    },
    {
      title: 'its own group named as supplementary',
      params: { name: 'deploy', groups: ['deploy'] },
      found: { user: deploy, 'group deploy': there },
    },
    {
      title: 'absent',
      params: { name: 'deploy', state: 'absent' },
      found: { user: none },
      result: { exists: false, uid: -1, group: '', home: '', shell: '', groups: [] },
    },
    {
      title: 'made by an earlier task of this dry run',
      params: { name: 'deploy', shell: '/bin/bash', uid: 7 },
      found: { user: { ...deploy, uid: later, shell: later } },
    },
  ],
  drift: [
    {
      title: 'creates a user with nothing said',
      params: { name: 'deploy' },
      found: { user: none },
      steps: [
        {
          subject: 'user deploy',
          from: 'absent',
          to: 'present',
          script: 'useradd --create-home --user-group -- deploy',
        },
      ],
      after: { user: { ...deploy, groups: [] } },
      result: {
        exists: true,
        uid: '(unknown)',
        group: 'deploy',
        home: '(unknown)',
        shell: '(unknown)',
        groups: [],
      },
    },
    {
      title: 'creates a user as the host would have it',
      params: { name: 'deploy' },
      found: { user: { ...none, defaults } },
      steps: [{ subject: 'user deploy', from: 'absent', to: 'present' }],
      after: { user: { ...deploy, groups: [] } },
      result: {
        exists: true,
        uid: '(unknown)',
        group: 'deploy',
        home: '/home/deploy',
        shell: '/bin/sh',
        groups: [],
      },
    },
    {
      title: 'creates a user with everything said',
      params: {
        name: 'web',
        system: true,
        uid: 800,
        group: 'www-data',
        groups: ['ssl-cert', 'adm'],
        home: '/srv/the web',
        shell: '/usr/sbin/nologin',
        comment: "The web's own",
      },
      found: {
        user: none,
        keys: false,
        'group www-data': there,
        'group ssl-cert': there,
        'group adm': there,
      },
      steps: [
        {
          subject: 'user web',
          from: 'absent',
          to: 'present',
          script:
            "useradd --system --no-create-home --uid 800 --gid www-data --groups ssl-cert,adm --home-dir '/srv/the web' --shell /usr/sbin/nologin --comment 'The web'\\''s own' -- web",
        },
      ],
    },
    {
      title: 'changes each field that differs, and adds a group',
      params: { name: 'deploy', uid: 1200, shell: '/bin/bash', comment: 'Deployer', groups: ['docker'] },
      found: { user: deploy, 'group docker': { exists: true, gid: later } },
      steps: [
        { subject: 'uid of user deploy', from: 1000, to: 1200, script: 'usermod --uid 1200 -- deploy' },
        {
          subject: 'shell of user deploy',
          from: '/bin/sh',
          to: '/bin/bash',
          script: 'usermod --shell /bin/bash -- deploy',
        },
        {
          subject: 'comment of user deploy',
          from: '',
          to: 'Deployer',
          script: 'usermod --comment Deployer -- deploy',
        },
        {
          subject: 'groups of user deploy',
          from: 'adm, sudo',
          to: 'adm, docker, sudo',
          script: 'usermod --groups adm,docker,sudo -- deploy',
        },
      ],
    },
    {
      title: 'leaves the groups that are not named',
      params: { name: 'deploy', groups: [], exclusive_groups: true },
      found: { user: deploy },
      steps: [
        {
          subject: 'groups of user deploy',
          from: 'adm, sudo',
          to: '',
          script: "usermod --groups '' -- deploy",
        },
      ],
    },
    {
      title: 'removes a user with its home',
      params: { name: 'deploy', state: 'absent', remove_home: true },
      found: { user: deploy },
      steps: [
        { subject: 'user deploy', from: 'present', to: 'absent', script: 'userdel --remove -- deploy' },
      ],
    },
  ],
  faults: [
    {
      title: 'a group that is not there',
      params: { name: 'deploy', group: 'web', groups: ['adm'] },
      found: { user: none, 'group web': { exists: false }, 'group adm': there },
      message: /there is no group web on this host \(make it in a task before this one: group: /,
    },
    {
      title: 'exclusive groups without groups',
      params: { name: 'deploy', exclusive_groups: true },
      found: { user: deploy },
      message: /says nothing without groups/,
    },
  ],
  invalid: [
    { title: 'a name that looks like an option', params: { name: '-r' }, message: /name/ },
    { title: 'a home that is not absolute', params: { name: 'deploy', home: 'deploy' }, message: /home/ },
    {
      title: 'a comment that would break the user database',
      params: { name: 'deploy', comment: 'a:b' },
      message: /comment/,
    },
  ],
});

describe('user in a dry run', () => {
  const predictionsOf = (params: object, found: object = {}): ReadonlyMap<string, unknown> => {
    const complete = completeParams(user.params, { name: 'deploy', ...params }).params;
    const plan = user.plan({ params: complete, facts: debian, found: { user: none, ...found } });
    assert.ok(isSteps(plan) && plan[0]?.kind === 'run');
    return new Map(plan[0].predicts?.map(({ key, answer }) => [key, answer]));
  };
  const homeOf = (params: object): unknown => predictionsOf(params).get(readInHome('deploy', '').key);

  it('predicts a home folder for what comes after, where it makes one', () => {
    assert.equal((homeOf({}) as { kind: string }).kind, 'directory');
  });

  it('does not know of one that it does not make', () => {
    assert.ok(homeOf({ system: true, home: '/srv/git' }) instanceof Unknown);
  });

  it('predicts what is at the path of a home folder that it knows', () => {
    const predicted = predictionsOf({}, { user: { ...none, defaults } });

    assert.equal((predicted.get(readPath('/home/deploy').key) as { kind: string }).kind, 'directory');
    assert.equal(predicted.has(readInHome('deploy', '.ssh').key), false);
  });

  for (const [title, params, found] of [
    ['that come with each user', {}, { user: { ...none, defaults: { ...defaults, keys: true } } }],
    ['that are there already', { home: '/srv/deploy' }, { keys: true }],
  ] as const) {
    it(`does not know of keys ${title}`, () => {
      const predicted = predictionsOf(params, found);

      assert.ok(predicted.get(readInHome('deploy', '.ssh').key) instanceof Unknown);
      assert.ok(predicted.get(readInHome('deploy', '.ssh/authorized_keys').key) instanceof Unknown);
    });
  }
});

describe('readUser', () => {
  it('asks the host how it makes users, where there is none', () =>
    withShells((shells) =>
      withFolder(async (root) => {
        const skeleton = join(root, 'skel');
        mkdirSync(join(skeleton, '.ssh'), { recursive: true });
        const says = `GROUP=100\nHOME=/home\nSHELL=/bin/odd\nSKEL=${skeleton}\n`;
        writeFileSync(join(root, 'useradd'), `#!/bin/sh\nprintf '${says}'\n`, { mode: 0o755 });

        for (const shell of shells) {
          const path = `${root}:${shell.path}`;

          assert.deepEqual(await ask(readUser('nobody-at-all'), { ...shell, path }), {
            exists: false,
            defaults: { home: '/home/nobody-at-all', shell: '/bin/odd', keys: true },
          });
        }
      }),
    ));
});
