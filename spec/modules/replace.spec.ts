import { MASK, Secret } from '../../lib/core/secret.ts';
import { Unknown } from '../../lib/core/unknown.ts';
import { replace } from '../../lib/modules/replace.ts';
import { describeModule } from '../support/describe-module.ts';
import { editsOnRealShells } from '../support/edits-on-real-shells.ts';
import { absent, aFile, aFolder, shownSum } from '../support/path-states.ts';

const folder = aFolder();
const path = '/etc/app.conf';

const drifts: readonly [title: string, params: object, before: string, after: string][] = [
  ['every match', { regexp: 'a', replace: 'b' }, 'a a\na', 'b b\nb'],
  ['matches that go', { regexp: 'a' }, 'xaya\n', 'xy\n'],
  ['whole lines', { regexp: '^a$', replace: 'b' }, 'a\naa\na\n', 'b\naa\nb\n'],
  ['groups', { regexp: '(\\w+)=(?<to>\\w+);', replace: '$<to>: $1$$' }, 'x=y;\n', 'y: x$\n'],
  ['a backslash that names nothing', { regexp: 'a', replace: '\\1' }, 'a\n', '\\1\n'],
  ['several lines', { regexp: 'a\\nb\\n', replace: 'c\n' }, 'x\na\nb\n', 'x\nc\n'],
  [
    'what comes after a match',
    { regexp: 'a', replace: 'b', after: '^-$' },
    'a\n-\na\n-\na\n',
    'a\n-\nb\n-\nb\n',
  ],
  ['what comes before a match', { regexp: 'a', replace: 'b', before: '^-$' }, 'a\n-\na\n', 'b\n-\na\n'],
  [
    'what lies between two matches',
    { regexp: 'a', replace: 'b', after: '<', before: '>' },
    'a> <a> <a>',
    'a> <b> <a>',
  ],
];

const silent: readonly [title: string, params: object, text: string][] = [
  ['nothing matches', { regexp: 'a', replace: 'b' }, 'b\n'],
  ['a match is replaced by itself', { regexp: 'b', replace: 'b' }, 'b\n'],
  ['nothing is behind the limit', { regexp: 'a', after: 'z' }, 'a\n'],
  ['nothing is before the limit', { regexp: 'a', before: 'z' }, 'a\n'],
];

describeModule(replace, {
  inSync: silent.map(([title, params, text]) => ({
    title,
    params: { path, ...params },
    found: { file: aFile(text), folder },
  })),
  drift: [
    ...drifts.map(([title, params, before, after]) => ({
      title,
      params: { path, ...params },
      found: { file: aFile(before), folder },
      steps: [
        {
          subject: `content of ${path}`,
          from: shownSum(before),
          to: shownSum(after),
          put: { content: after },
        },
      ],
    })),
    {
      title: 'the mode alone',
      params: { path, regexp: 'z', mode: '0600' },
      found: { file: aFile('a\n'), folder },
      steps: [{ subject: `mode of ${path}`, from: '0644', to: '0600', kind: 'run' }],
    },
    {
      title: 'a secret shows nothing',
      params: { path, regexp: '^token=.*', replace: new Secret('token=x') },
      found: { file: aFile('token=\n'), folder },
      steps: [{ subject: `content of ${path}`, from: MASK, to: MASK, put: { content: 'token=x\n' } }],
    },
    {
      title: 'what is put in is not known',
      params: { path, regexp: 'a', replace: new Unknown('no lease yet') },
      found: { file: aFile('a\n'), folder },
      steps: [{ subject: `content of ${path}`, from: shownSum('a\n'), to: 'unknown', certain: false }],
    },
  ],
  faults: [
    {
      title: 'no file',
      params: { path, regexp: 'a' },
      found: { file: absent, folder },
      message: /does not exist on the host \(copy or template makes it\)/,
    },
    {
      title: 'a text that would grow in each run',
      params: { path, regexp: 'a', replace: 'ab' },
      found: { file: aFile('a\n'), folder },
      message: /each run would replace it anew.*a\(\?!b\)/,
    },
    {
      title: 'a text that would turn back in each other run',
      params: { path, regexp: '^(.)(.)$', replace: '$2$1' },
      found: { file: aFile('ab\n'), folder },
      message: /each run would replace it anew/,
    },
    {
      title: 'a group named with a backslash',
      params: { path, regexp: '(a)', replace: '\\1' },
      found: { file: aFile('a\n'), folder },
      message: /names a group with a backslash \(a group is "\$1"/,
    },
    {
      title: 'a regular expression that is none',
      params: { path, regexp: '(' },
      found: { file: aFile('x'), folder },
      message: /Invalid regular expression.*JavaScript/,
    },
    {
      title: 'a limit that is none',
      params: { path, regexp: 'a', before: '(' },
      found: { file: aFile('x'), folder },
      message: /Invalid regular expression.*JavaScript/,
    },
    {
      title: 'a regular expression that goes back and forth without end',
      params: { path, regexp: '^(a+)+$', replace: 'b' },
      found: { file: aFile(`${'a'.repeat(40)}!\n`), folder },
      message: /takes too long on this text \(repeat no group that itself repeats/,
    },
    {
      title: 'a limit that goes back and forth without end',
      params: { path, regexp: 'b', before: '^(a+)+$' },
      found: { file: aFile(`${'a'.repeat(40)}!\n`), folder },
      message: /takes too long on this text \(repeat no group that itself repeats/,
    },
  ],
  invalid: [
    { title: 'no regular expression', params: { path }, message: /"regexp" is missing/ },
    { title: 'an empty one', params: { path, regexp: '' }, message: /regexp/ },
  ],
});

describe('replace on a real shell', () => {
  it('replaces, keeps the mode, and is silent then', () =>
    editsOnRealShells(replace, {
      text: 'port 80\nport 80\n',
      rounds: [
        [{ regexp: '\\b80$', replace: "it's $$HOME", backup: true }, "port it's $HOME\nport it's $HOME\n"],
      ],
      backup: 'port 80\nport 80\n',
    }));
});
