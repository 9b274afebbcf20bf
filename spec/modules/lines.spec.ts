import { MASK, Secret } from '../../lib/core/secret.ts';
import { Unknown } from '../../lib/core/unknown.ts';
import { lines } from '../../lib/modules/lines.ts';
import { describeModule } from '../support/describe-module.ts';
import { editsOnRealShells } from '../support/edits-on-real-shells.ts';
import { absent, aFile, aFolder, shownSum } from '../support/path-states.ts';

const folder = aFolder();
const path = '/etc/app.conf';
const BEGIN = '# BEGIN K3PLAY BLOCK\n';
const END = '# END K3PLAY BLOCK\n';

describeModule(lines, {
  inSync: [
    {
      title: 'the block is there',
      params: { path, block: 'a' },
      found: { file: aFile(`x\n${BEGIN}a\n${END}`), folder },
    },
    {
      title: 'no file, and no block wanted',
      params: { path, state: 'absent' },
      found: { file: absent, folder },
    },
    {
      title: 'no file, and a block without lines',
      params: { path, block: '', create: true },
      found: { file: absent, folder },
    },
  ],
  drift: [
    {
      title: 'a block is missing',
      params: { path, block: 'b\nc\n', validate: 'app -t %s', backup: true },
      found: { file: aFile('a\n', { mode: '0640', group: 'app' }), folder },
      steps: [
        {
          subject: `content of ${path}`,
          from: shownSum('a\n'),
          to: shownSum(`a\n${BEGIN}b\nc\n${END}`),
          put: {
            content: `a\n${BEGIN}b\nc\n${END}`,
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
      params: { path, block: 'a', create: true, mode: '0600', marker: '; {mark}' },
      found: { file: absent, folder },
      steps: [{ subject: path, from: 'absent', to: 'file 0600', put: { content: '; BEGIN\na\n; END\n' } }],
    },
    {
      title: 'a block is there that is not wanted',
      params: { path, state: 'absent' },
      found: { file: aFile(`a\n${BEGIN}b\n${END}`), folder },
      steps: [
        {
          subject: `content of ${path}`,
          from: shownSum(`a\n${BEGIN}b\n${END}`),
          to: shownSum('a\n'),
          put: { content: 'a\n' },
        },
      ],
    },
    {
      title: 'a block at the beginning',
      params: { path, block: 'b', insert_before: 'BOF' },
      found: { file: aFile('a\n'), folder },
      steps: [
        {
          subject: `content of ${path}`,
          from: shownSum('a\n'),
          to: shownSum(`${BEGIN}b\n${END}a\n`),
          put: { content: `${BEGIN}b\n${END}a\n` },
        },
      ],
    },
    {
      title: 'a block at the end',
      params: { path, block: 'b', insert_after: 'EOF' },
      found: { file: aFile('a\nc\n'), folder },
      steps: [
        {
          subject: `content of ${path}`,
          from: shownSum('a\nc\n'),
          to: shownSum(`a\nc\n${BEGIN}b\n${END}`),
          put: { content: `a\nc\n${BEGIN}b\n${END}` },
        },
      ],
    },
    {
      title: 'the mode alone',
      params: { path, state: 'absent', mode: '0600' },
      found: { file: aFile('a\n'), folder },
      steps: [{ subject: `mode of ${path}`, from: '0644', to: '0600', kind: 'run' }],
    },
    {
      title: 'a secret block shows nothing',
      params: { path, block: new Secret('token=x') },
      found: { file: aFile('a\n'), folder },
      steps: [
        {
          subject: `content of ${path}`,
          from: MASK,
          to: MASK,
          put: { content: `a\n${BEGIN}token=x\n${END}` },
        },
      ],
    },
    {
      title: 'a block that is not known',
      params: { path, block: new Unknown('no lease yet') },
      found: { file: aFile('a\n'), folder },
      steps: [{ subject: `content of ${path}`, from: shownSum('a\n'), to: 'unknown', certain: false }],
    },
  ],
  faults: [
    {
      title: 'a regular expression that goes back and forth without end',
      params: { path, block: 'b', insert_after: '^(a+)+$' },
      found: { file: aFile(`${'a'.repeat(40)}!\n`), folder },
      message: /takes too long on this text \(repeat no group that itself repeats/,
    },
    {
      title: 'no file',
      params: { path, block: 'a' },
      found: { file: absent, folder },
      message: /does not exist on the host \(create: true makes it\)/,
    },
    {
      title: 'a block without its end',
      params: { path, block: 'a' },
      found: { file: aFile(BEGIN), folder },
      message: /one line "# BEGIN K3PLAY BLOCK" and one "# END K3PLAY BLOCK" after it.*"marker" of its own/,
    },
    {
      title: 'a regular expression that is none',
      params: { path, block: 'a', insert_after: '(' },
      found: { file: aFile('x'), folder },
      message: /Invalid regular expression.*JavaScript/,
    },
  ],
  invalid: [
    { title: 'no block', params: { path }, message: /"block" is missing/ },
    {
      title: 'a marker that is the same at both ends',
      params: { path, block: 'a', marker: '# mine' },
      message: /marker/,
    },
    {
      title: 'two places for a block',
      params: { path, block: 'a', insert_after: 'b', insert_before: 'c' },
      message: /insert_before: is not allowed here/,
    },
  ],
});

describe('lines on a real shell', () => {
  it('adds, replaces and removes, and is silent then', () =>
    editsOnRealShells(lines, {
      text: 'a=1\nb=1\n',
      rounds: [
        [{ block: 'c=1\nd=1\n', insert_after: '^a' }, `a=1\n${BEGIN}c=1\nd=1\n${END}b=1\n`],
        [{ block: "it's $HOME" }, `a=1\n${BEGIN}it's $HOME\n${END}b=1\n`],
        [{ state: 'absent' }, 'a=1\nb=1\n'],
      ],
    }));
});
