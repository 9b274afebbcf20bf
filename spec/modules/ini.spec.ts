import { MASK, Secret } from '../../lib/core/secret.ts';
import { Unknown } from '../../lib/core/unknown.ts';
import { ini } from '../../lib/modules/ini.ts';
import { describeModule } from '../support/describe-module.ts';
import { editsOnRealShells } from '../support/edits-on-real-shells.ts';
import { absent, aFile, aFolder, shownSum } from '../support/path-states.ts';

const folder = aFolder();
const path = '/etc/app.ini';
const option = { path, section: 's', option: 'a', value: '1' };
const subject = `content of ${path}`;

describeModule(ini, {
  inSync: [
    { title: 'the option is as wanted', params: option, found: { file: aFile('[s]\na=1\n'), folder } },
    {
      title: 'no file, and no option wanted',
      params: { path, option: 'a', state: 'absent' },
      found: { file: absent, folder },
    },
  ],
  drift: [
    {
      title: 'another value',
      params: { ...option, validate: 'app -t %s', backup: true },
      found: { file: aFile('[s]\na=0\n', { mode: '0640', group: 'app' }), folder },
      steps: [
        {
          subject,
          from: shownSum('[s]\na=0\n'),
          to: shownSum('[s]\na=1\n'),
          put: {
            content: '[s]\na=1\n',
            mode: '0640',
            owner: 'root',
            group: 'app',
            validate: 'app -t %s',
            backupSuffix: '.bak',
          },
        },
      ],
    },
    {
      title: 'a new file',
      params: { ...option, create: true, no_extra_spaces: true },
      found: { file: absent, folder },
      steps: [{ subject: path, from: 'absent', to: 'file 0644', put: { content: '[s]\na=1\n' } }],
    },
    {
      title: 'an option with a colon',
      params: { ...option, option: 'b', separator: ': ' },
      found: { file: aFile('[s]\na=x: y\nb:0\nc: 1\n'), folder },
      steps: [
        {
          subject,
          from: shownSum('[s]\na=x: y\nb:0\nc: 1\n'),
          to: shownSum('[s]\na=x: y\nb:1\nc: 1\n'),
          put: { content: '[s]\na=x: y\nb:1\nc: 1\n' },
        },
      ],
    },
    {
      title: 'an option without a value',
      params: { path, section: 's', option: 'a', allow_no_value: true },
      found: { file: aFile('[s]\n'), folder },
      steps: [{ subject, from: shownSum('[s]\n'), to: shownSum('[s]\na\n'), put: { content: '[s]\na\n' } }],
    },
    {
      title: 'a section that is not wanted',
      params: { path, section: 's', state: 'absent' },
      found: { file: aFile('[s]\na=1\n[t]\n'), folder },
      steps: [
        { subject, from: shownSum('[s]\na=1\n[t]\n'), to: shownSum('[t]\n'), put: { content: '[t]\n' } },
      ],
    },
    {
      title: 'a secret value shows nothing',
      params: { ...option, value: new Secret('x') },
      found: { file: aFile('[s]\n'), folder },
      steps: [{ subject, from: MASK, to: MASK, put: { content: '[s]\na = x\n' } }],
    },
    {
      title: 'a value that is not known',
      params: { ...option, value: new Unknown('no lease yet') },
      found: { file: aFile('[s]\n'), folder },
      steps: [{ subject, from: shownSum('[s]\n'), to: 'unknown', certain: false }],
    },
  ],
  faults: [
    {
      title: 'no file',
      params: option,
      found: { file: absent, folder },
      message: /does not exist on the host \(create: true makes it\)/,
    },
    {
      title: 'no value',
      params: { path, section: 's', option: 'a' },
      found: { file: aFile(''), folder },
      message: /option "a" has no "value" \(allow_no_value: true/,
    },
    {
      title: 'an option that holds its separator',
      params: { ...option, option: 'a:b', separator: ':' },
      found: { file: aFile(''), folder },
      message: /option "a:b" holds the ":"/,
    },
    {
      title: 'two lines',
      params: { ...option, value: 'x\ny' },
      found: { file: aFile(''), folder },
      message: /"value" must be one line/,
    },
    {
      title: 'an option of several lines',
      params: { path, option: 'a', value: '1' },
      found: { file: aFile('a = 0\n  1\n'), folder },
      message: /option "a" before the first section goes on over several lines/,
    },
  ],
  invalid: [
    { title: 'no option', params: { path, section: 's', value: '1' }, message: /"option" is missing/ },
    { title: 'nothing to remove', params: { path, state: 'absent' }, message: /is missing/ },
    { title: 'a section in brackets', params: { ...option, section: '[s]' }, message: /section/ },
    { title: 'a separator that is none', params: { ...option, separator: '->' }, message: /separator/ },
    { title: 'an option that would be a comment', params: { ...option, option: '#a' }, message: /option/ },
  ],
});

describe('ini on a real shell', () => {
  it('sets, adds and removes, and is silent then', () =>
    editsOnRealShells(ini, {
      text: '# top\n[s]\na=0\n',
      rounds: [
        [{ section: 's', option: 'a', value: "it's $HOME" }, "# top\n[s]\na=it's $HOME\n"],
        [{ section: 't', option: 'b', value: '2' }, "# top\n[s]\na=it's $HOME\n\n[t]\nb = 2\n"],
        [{ section: 's', state: 'absent' }, '# top\n[t]\nb = 2\n'],
        [{ section: 't', option: 'c', value: 'x:y', separator: ': ' }, '# top\n[t]\nb = 2\nc: x:y\n'],
        [{ section: 't', option: 'c', value: 'z', separator: ':' }, '# top\n[t]\nb = 2\nc: z\n'],
      ],
    }));
});
