import { MASK, Secret } from '../../lib/core/secret.ts';
import { Unknown } from '../../lib/core/unknown.ts';
import { line } from '../../lib/modules/line.ts';
import { describeModule } from '../support/describe-module.ts';
import { editsOnRealShells } from '../support/edits-on-real-shells.ts';
import { absent, aFile, aFolder } from '../support/path-states.ts';

const folder = aFolder();
const path = '/etc/app.conf';

describeModule(line, {
  inSync: [
    { title: 'the line is there', params: { path, line: 'a' }, found: { file: aFile('a\nb\n'), folder } },
    {
      title: 'no file, and no line wanted',
      params: { path, line: 'a', state: 'absent' },
      found: { file: absent, folder },
    },
  ],
  drift: [
    {
      title: 'a line is missing',
      params: { path, line: 'b', validate: 'app -t %s', backup: true },
      found: { file: aFile('a\n', { mode: '0640', group: 'app' }), folder },
      steps: [
        {
          subject: `content of ${path}`,
          from: 'sha256 87428fc5',
          to: 'sha256 911169dd',
          put: {
            content: 'a\nb\n',
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
      params: { path, line: 'a', create: true, mode: '0600' },
      found: { file: absent, folder },
      steps: [{ subject: path, from: 'absent', to: 'file 0600', put: { content: 'a\n' } }],
    },
    {
      title: 'a line is there that is not wanted',
      params: { path, regexp: '\\sswap\\s', state: 'absent' },
      found: { file: aFile('/dev/sda1 / ext4\n/dev/sda2 none swap sw\n'), folder },
      steps: [
        {
          subject: `content of ${path}`,
          from: 'sha256 b110fea7',
          to: 'sha256 37aa8d67',
          put: { content: '/dev/sda1 / ext4\n' },
        },
      ],
    },
    {
      title: 'the mode alone',
      params: { path, line: 'a', mode: '0600' },
      found: { file: aFile('a\n'), folder },
      steps: [{ subject: `mode of ${path}`, from: '0644', to: '0600', kind: 'run' }],
    },
    {
      title: 'a secret line shows nothing',
      params: { path, line: new Secret('token=x') },
      found: { file: aFile('a\n'), folder },
      steps: [{ subject: `content of ${path}`, from: MASK, to: MASK, put: { content: 'a\ntoken=x\n' } }],
    },
    {
      title: 'a line that is not known',
      params: { path, line: new Unknown('no lease yet') },
      found: { file: aFile('a\n'), folder },
      steps: [{ subject: `content of ${path}`, from: 'sha256 87428fc5', to: 'unknown', certain: false }],
    },
  ],
  faults: [
    {
      title: 'a regular expression that goes back and forth without end',
      params: { path, line: 'b', regexp: '^(a+)+$' },
      found: { file: aFile(`${'a'.repeat(40)}!\n`), folder },
      message: /takes too long on this text \(repeat no group that itself repeats/,
    },
    {
      title: 'a regular expression that repeats nothing, but has too many choices to try',
      params: { path, line: 'b', regexp: `^${'(a|aa)'.repeat(30)}$` },
      found: { file: aFile(`${'a'.repeat(45)}!\n`), folder },
      message: /takes too long on this text/,
    },
    {
      title: 'a place that goes back and forth without end',
      params: { path, line: 'b', insert_after: '^(a+)+$' },
      found: { file: aFile(`${'a'.repeat(40)}!\n`), folder },
      message: /takes too long on this text/,
    },
    {
      title: 'no file',
      params: { path, line: 'a' },
      found: { file: absent, folder },
      message: /does not exist on the host \(create: true makes it\)/,
    },
    {
      title: 'a folder',
      params: { path, line: 'a' },
      found: { file: aFolder(), folder },
      message: /is a directory on the host, not a file/,
    },
    {
      title: 'a link, which would be replaced',
      params: { path, line: 'a' },
      found: { file: { kind: 'link', target: '/x', leads: absent }, folder },
      message: /is a link to \/x.*name the file it leads to/,
    },
    {
      title: 'a large file',
      params: { path, line: 'a' },
      found: { file: { ...aFile('x'), size: 70_000, content: undefined }, folder },
      message: /too large/,
    },
    {
      title: 'a file that cannot be read',
      params: { path, line: 'a' },
      found: { file: { ...aFile('x'), sha256: undefined, content: undefined }, folder },
      message: /may not read.*become/,
    },
    {
      title: 'bytes that are no text',
      params: { path, line: 'a' },
      found: { file: aFile(Buffer.from([0, 255])), folder },
      message: /not UTF-8 text/,
    },
    {
      title: 'a regular expression that is none',
      params: { path, line: 'a', regexp: '(' },
      found: { file: aFile('x'), folder },
      message: /Invalid regular expression.*JavaScript/,
    },
    {
      title: 'two lines',
      params: { path, line: 'a\nb' },
      found: { file: aFile('x'), folder },
      message: /must be one line/,
    },
  ],
  invalid: [
    { title: 'no line', params: { path }, message: /"line" is missing/ },
    { title: 'nothing to remove', params: { path, state: 'absent' }, message: /"line" is missing/ },
    {
      title: 'two places for a line',
      params: { path, line: 'a', insert_after: 'b', insert_before: 'c' },
      message: /insert_before: is not allowed here/,
    },
  ],
});

describe('line on a real shell', () => {
  it('adds, replaces and removes, and is silent then', () =>
    editsOnRealShells(line, {
      text: 'a=1\nb=1\n',
      rounds: [
        [{ line: 'c=1', insert_after: '^a' }, 'a=1\nc=1\nb=1\n'],
        [{ line: 'b=2', regexp: '^b=' }, 'a=1\nc=1\nb=2\n'],
        [{ regexp: '^[ac]=', state: 'absent' }, 'b=2\n'],
      ],
    }));
});
