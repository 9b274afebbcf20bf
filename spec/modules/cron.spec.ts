import { Secret } from '../../lib/core/secret.ts';
import { Unknown } from '../../lib/core/unknown.ts';
import { cron } from '../../lib/modules/cron.ts';
import { describeModule } from '../support/describe-module.ts';
import { absent, aFile, aFolder } from '../support/path-states.ts';

const folder = aFolder();
const path = '/etc/cron.d/backup';
const HEAD = '# Written by k3play; changes are lost.\n';
const nightly = { name: 'backup', minute: 30, hour: '3', job: 'backup --all' };

describeModule(cron, {
  inSync: [
    {
      title: 'the entry is there',
      params: nightly,
      found: { file: aFile(`${HEAD}30 3 * * * root backup --all\n`), folder },
      result: { path, exists: true },
    },
    {
      title: 'no entry, and none wanted',
      params: { name: 'backup', state: 'absent' },
      found: { file: absent, folder },
      result: { path, exists: false },
    },
  ],
  drift: [
    {
      title: 'a new entry with all there is',
      params: {
        name: 'backup',
        user: 'backup',
        minute: '*/10,5',
        hour: '8-18/2',
        day: '1,15',
        month: 'jan-mar',
        weekday: 'mon-fri',
        job: "tar c /srv | gpg -e > '/var/the backup'",
        environment: { PATH: '/usr/bin:/bin', GREETING: 'say "hi"' },
      },
      found: {
        file: absent,
        folder,
        user: {
          exists: true,
          uid: 34,
          group: 'backup',
          home: '/',
          shell: '/bin/sh',
          comment: '',
          groups: [],
        },
      },
      steps: [
        {
          subject: path,
          from: 'absent',
          to: 'file 0644 root:root',
          put: {
            content: `${HEAD}PATH="/usr/bin:/bin"\nGREETING='say "hi"'\n*/10,5 8-18/2 1,15 jan-mar mon-fri backup tar c /srv | gpg -e > '/var/the backup'\n`,
            mode: '0644',
            owner: 'root',
            group: 'root',
          },
        },
      ],
    },
    {
      title: 'another time, in one word',
      params: { name: 'backup', special_time: 'daily', job: 'backup --all' },
      found: { file: aFile(`${HEAD}30 3 * * * root backup --all\n`), folder },
      steps: [
        {
          subject: `content of ${path}`,
          from: 'sha256 02024ad8',
          to: 'sha256 e367422f',
          put: { content: `${HEAD}@daily root backup --all\n` },
        },
      ],
    },
    {
      title: 'cron would pass over a file that others may write to',
      params: nightly,
      found: { file: aFile(`${HEAD}30 3 * * * root backup --all\n`, { mode: '0664', group: 'adm' }), folder },
      steps: [
        { subject: `owner of ${path}`, from: 'root:adm', to: 'root:root' },
        { subject: `mode of ${path}`, from: '0664', to: '0644' },
      ],
    },
    {
      title: 'a secret is for root alone, and not shown',
      params: { ...nightly, environment: { TOKEN: new Secret('hush') } },
      found: { file: absent, folder },
      steps: [
        {
          subject: path,
          from: 'absent',
          to: 'file 0600 root:root',
          put: { content: `${HEAD}TOKEN="hush"\n30 3 * * * root backup --all\n`, mode: '0600' },
        },
      ],
    },
    {
      title: 'a job that is not known yet',
      params: { ...nightly, job: new Unknown('found out later') },
      found: { file: aFile('x'), folder },
      steps: [{ subject: `content of ${path}`, from: 'sha256 2d711642', to: 'unknown', certain: false }],
    },
    {
      title: 'no such entry any more',
      params: { name: 'backup', state: 'absent' },
      found: { file: aFile('x'), folder },
      steps: [{ subject: path, from: 'file', to: 'absent', script: `rm -f -- ${path}` }],
    },
  ],
  faults: [
    {
      title: 'no cron',
      params: nightly,
      found: { file: absent, folder: absent },
      message: /\/etc\/cron\.d does not exist on the host \(cron is not installed/,
    },
    {
      title: 'no such user',
      params: { ...nightly, user: 'web' },
      found: { file: absent, folder, user: { exists: false } },
      message: /there is no user web.*user: \{ name: web \}/,
    },
    {
      title: 'a job of two lines',
      params: { ...nightly, job: 'a\nb' },
      found: { file: absent, folder },
      message: /"job" must be one line \(have the job run a script\)/,
    },
    {
      title: 'a value that cron cannot quote',
      params: { ...nightly, environment: { SAY: `"it's"` } },
      found: { file: absent, folder },
      message: /cron cannot take .* in SAY/,
    },
    {
      title: 'a folder in the place of the file',
      params: { name: 'backup', state: 'absent' },
      found: { file: aFolder(), folder },
      message: /is a directory on the host, not a file/,
    },
  ],
  invalid: [
    { title: 'no job', params: { name: 'backup', minute: '0' }, message: /"job" is missing/ },
    { title: 'no time', params: { name: 'backup', hour: '3', job: 'x' }, message: /"minute" is missing/ },
    { title: 'a minute too many', params: { ...nightly, minute: '60' }, message: /minute/ },
    { title: 'a minute too many, as a number', params: { ...nightly, minute: 60 }, message: /minute/ },
    { title: 'a month that is none', params: { ...nightly, month: 'janu' }, message: /month/ },
    { title: 'a stride of nothing', params: { ...nightly, weekday: '*/0' }, message: /weekday/ },
    {
      title: 'fields beside a word',
      params: { ...nightly, special_time: 'daily' },
      message: /minute: is not allowed here/,
    },
    { title: 'a name that cron passes over', params: { ...nightly, name: 'backup.sh' }, message: /name/ },
    {
      title: 'a variable that is none',
      params: { ...nightly, environment: { 'A B': 'x' } },
      message: /environment/,
    },
  ],
});
