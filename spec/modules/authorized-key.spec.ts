import assert from 'node:assert/strict';
import { MASK, Secret } from '../../lib/core/secret.ts';
import { isUnknown, Unknown } from '../../lib/core/unknown.ts';
import { authorizedKey } from '../../lib/modules/authorized-key.ts';
import type { UserState } from '../../lib/modules/shared/user.ts';
import { isSteps, type Plan } from '../../lib/modules/step.ts';
import { user as userModule } from '../../lib/modules/user.ts';
import { isChange, layOver } from '../../lib/testing/predictions.ts';
import { describeModule } from '../support/describe-module.ts';
import { debian } from '../support/facts.ts';
import { completeParams } from '../support/params.ts';
import { absent, aFile, aFolder } from '../support/path-states.ts';

const ALICE = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDBwIWdZxtshbxcLZ2OWMI4HIq6sxdjVPdg0kxnTPYe2';
const BOB = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAII8K4UXv4Yq/HE3g5/V+4tbBY+YgtMgrVuLkUynVwDk+';
const LIMIT = 'from="10.0.0.0/8 and \\"more\\"",no-pty';
const user: UserState = {
  exists: true,
  uid: 1000,
  group: 'staff',
  home: '/home/deploy',
  shell: '/bin/sh',
  comment: '',
  groups: [],
};
const home = aFolder({ owner: 'deploy', group: 'staff' });
const own = { owner: 'deploy', group: 'staff', ids: { owner: '1000', group: '50' } };
const folder = aFolder({ ...own, mode: '0700' });
const path = '/home/deploy/.ssh/authorized_keys';
const found = (text: string) => ({ user, home, folder, file: aFile(text, { ...own, mode: '0600' }) });
const content = (text: string) => ({ put: { content: text, mode: '0600', owner: 'deploy', group: 'staff' } });
/** Nobody but its owner may read the file, so a change shows no content. */
const changed = { subject: `content of ${path}`, from: MASK, to: MASK };

describeModule(authorizedKey, {
  inSync: [
    {
      title: 'the key is there under another comment, and limited',
      params: { user: 'deploy', key: `${ALICE} alice@here` },
      found: found(`# keys\n${LIMIT} ${ALICE} alice@there\n${BOB}\n`),
      result: { path, keys: 2 },
    },
    {
      title: 'limited as wanted',
      params: { user: 'deploy', key: ALICE, options: LIMIT, comment: 'alice', exclusive: true },
      found: found(`# keys\n\n${LIMIT} ${ALICE} alice\n`),
    },
    {
      title: 'the key is not there, and not wanted',
      params: { user: 'deploy', key: ALICE, state: 'absent' },
      found: found(`${BOB}\n`),
    },
    {
      title: 'no file, and no key wanted',
      params: { user: 'deploy', key: ALICE, state: 'absent' },
      found: { user, home, folder: absent, file: absent },
    },
    {
      title: 'no user, and no key wanted',
      params: { user: 'deploy', key: ALICE, state: 'absent' },
      found: { user: { exists: false }, home: absent, folder: absent, file: absent },
      result: { path: '', keys: 0 },
    },
  ],
  drift: [
    {
      title: 'makes the folder and the file',
      params: { user: 'deploy', key: `# all of us\n${ALICE} alice\n\n${BOB} bob\n` },
      found: { user, home, folder: absent, file: absent },
      steps: [
        {
          subject: '/home/deploy/.ssh',
          from: 'absent',
          to: 'directory 0700',
          script:
            '(umask 077 && mkdir -- /home/deploy/.ssh) && chown -- deploy:staff /home/deploy/.ssh && chmod -- 00700 /home/deploy/.ssh',
        },
        {
          subject: path,
          from: 'absent',
          to: 'file 0600 deploy:staff',
          ...content(`${ALICE} alice\n${BOB} bob\n`),
        },
      ],
      result: { path, keys: 2 },
    },
    {
      title: 'adds a key with its limits',
      params: { user: 'deploy', key: `${LIMIT} ${ALICE} alice` },
      found: found(`${BOB} bob`),
      steps: [
        {
          ...changed,
          ...content(`${BOB} bob\n${LIMIT} ${ALICE} alice\n`),
        },
      ],
    },
    {
      title: 'changes limits and comment, and keeps one line of two',
      params: { user: 'deploy', key: ALICE, options: '', comment: 'alice' },
      found: found(`${LIMIT} ${ALICE} old\n${BOB}\n${ALICE}\n`),
      steps: [{ ...changed, ...content(`${ALICE} alice\n${BOB}\n`) }],
    },
    {
      title: 'these keys and no others, comments kept',
      params: { user: 'deploy', key: ALICE, exclusive: true },
      found: found(`# ours\n${BOB}\nsomething odd\n`),
      steps: [{ ...changed, ...content(`# ours\n${ALICE}\n`) }],
    },
    {
      title: 'takes a key away, whatever its limits',
      params: { user: 'deploy', key: ALICE, state: 'absent' },
      found: found(`${LIMIT} ${ALICE}\n${BOB}\n`),
      steps: [{ ...changed, ...content(`${BOB}\n`) }],
    },
    {
      title: 'others may write to the folder and read the file',
      params: { user: 'deploy', key: ALICE },
      found: { user, home, folder: aFolder({ mode: '0775' }), file: aFile(`${ALICE}\n`, own) },
      steps: [
        { subject: 'owner of /home/deploy/.ssh', from: 'root:root', to: 'deploy:staff' },
        { subject: 'mode of /home/deploy/.ssh', from: '0775', to: '0700' },
        { subject: `mode of ${path}`, from: '0644', to: '0600' },
      ],
    },
    {
      title: 'a key that is secret shows nothing',
      params: { user: 'deploy', key: new Secret(ALICE) },
      found: found(''),
      steps: [{ ...changed, ...content(`${ALICE}\n`) }],
    },
  ],
  faults: [
    {
      title: 'no such user',
      params: { user: 'deploy', key: ALICE },
      found: { user: { exists: false }, home: absent, folder: absent, file: absent },
      message: /there is no user deploy on this host \(.*user: \{ name: deploy \}/,
    },
    {
      title: 'no home folder',
      params: { user: 'deploy', key: ALICE },
      found: { user, home: absent, folder: absent, file: absent },
      message: /the home folder \/home\/deploy of deploy does not exist/,
    },
    {
      title: 'a folder that leads elsewhere',
      params: { user: 'deploy', key: ALICE },
      found: { user, home, folder: { kind: 'link', target: '/root/.ssh', leads: folder }, file: absent },
      message: /\.ssh is a link to \/root\/\.ssh/,
    },
    {
      title: 'a file that leads elsewhere',
      params: { user: 'deploy', key: ALICE },
      found: { user, home, folder, file: { kind: 'link', target: '/etc/shadow', leads: absent } },
      message: /is a link to \/etc\/shadow/,
    },
    {
      title: 'a private key',
      params: { user: 'deploy', key: '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1r\n' },
      found: found(''),
      message: /a line that is no public key \(.*\.pub file/,
    },
    {
      title: 'a key that was cut off',
      params: { user: 'deploy', key: ALICE.slice(0, 30) },
      found: found(''),
      message: /no public key/,
    },
    {
      title: 'no key at all',
      params: { user: 'deploy', key: '\n' },
      found: found(''),
      message: /"key" is empty/,
    },
  ],
  unknown: [
    {
      title: 'a home folder that comes with the user',
      params: { user: 'deploy', key: ALICE },
      found: { user: { ...user, home: new Unknown('with the user') }, home, folder: absent, file: absent },
      reason: /with the user/,
    },
    {
      title: 'a key that an earlier task makes',
      params: { user: 'deploy', key: new Unknown('not made yet') },
      found: found(''),
      reason: /not made yet/,
    },
  ],
  invalid: [
    { title: 'no key', params: { user: 'deploy' }, message: /"key" is missing/ },
    {
      title: 'options with a blank outside quotes',
      params: { user: 'deploy', key: ALICE, options: 'no-pty no-agent' },
      message: /options/,
    },
    {
      title: 'all keys but one that is not wanted',
      params: { user: 'deploy', key: ALICE, state: 'absent', exclusive: true },
      message: /exclusive/,
    },
  ],
});

describe('authorized-key for a user whom an earlier task makes', () => {
  const facts = debian;
  /** What a dry run plans for the key, on a host that says so much of new users. */
  function planAfter(account: object, defaults: object): Plan {
    const wanted = completeParams(userModule.params, { name: 'deploy', ...account }).params;
    const absentUser = { exists: false, ...defaults };
    const making = userModule.plan({ params: wanted, facts, found: { user: absentUser, keys: false } });
    assert.ok(isSteps(making));
    const { params } = completeParams(authorizedKey.params, { user: 'deploy', key: ALICE });
    const reads = authorizedKey.reads({ params, facts });
    const before = { user: absentUser, home: absent, folder: absent, file: absent };
    return authorizedKey.plan({ params, facts, found: layOver(before, reads, making) });
  }
  const defaults = { defaults: { home: '/home/deploy', shell: '/bin/sh', keys: false } };

  for (const [title, account, said, home] of [
    ['where the host has homes', {}, defaults, '/home/deploy'],
    ['where the task wants it', { home: '/srv/deploy' }, {}, '/srv/deploy'],
  ] as const) {
    it(`is told with its path, ${title}`, () => {
      const plan = planAfter(account, said);

      assert.ok(isSteps(plan));
      assert.deepEqual(
        plan.filter(isChange).map(({ change, certain }) => [change.subject, change.from, certain]),
        [
          [`${home}/.ssh`, 'absent', undefined],
          [`${home}/.ssh/authorized_keys`, 'absent', undefined],
        ],
      );
    });
  }

  it('is not known where the host does not say where homes are', () => {
    assert.ok(isUnknown(planAfter({}, {})));
  });
});
