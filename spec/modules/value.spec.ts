import { MASK, Secret } from '../../lib/core/secret.ts';
import { Unknown } from '../../lib/core/unknown.ts';
import { value } from '../../lib/modules/value.ts';
import { describeModule } from '../support/describe-module.ts';
import { editsOnRealShells } from '../support/edits-on-real-shells.ts';
import { absent, aFile, aFolder, shownSum } from '../support/path-states.ts';

const folder = aFolder();
const path = '/etc/app.yaml';
const wanted = { path, key: 'a.b', value: 1 };
const subject = `content of ${path}`;

describeModule(value, {
  inSync: [
    { title: 'the value is as wanted', params: wanted, found: { file: aFile('a: { b: 1 } # x\n'), folder } },
    {
      title: 'a map is as wanted, in another order',
      params: { path: '/etc/app.json', key: ['a'], value: { b: 1, c: 2 } },
      found: { file: aFile('{"a": {"c": 2, "b": 1}}'), folder },
    },
    {
      title: 'no file, and no value wanted',
      params: { path, key: 'a', state: 'absent' },
      found: { file: absent, folder },
    },
  ],
  drift: [
    {
      title: 'another value',
      params: { ...wanted, validate: 'app -t %s', backup: true },
      found: { file: aFile('# x\na:\n  b: 2 # y\n', { mode: '0640', group: 'app' }), folder },
      steps: [
        {
          subject,
          from: shownSum('# x\na:\n  b: 2 # y\n'),
          to: shownSum('# x\na:\n  b: 1 # y\n'),
          put: {
            content: '# x\na:\n  b: 1 # y\n',
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
      params: { ...wanted, path: '/etc/app', format: 'json', create: true, mode: '0600' },
      found: { file: absent, folder },
      steps: [
        {
          subject: '/etc/app',
          from: 'absent',
          to: 'file 0600',
          put: { content: '{\n  "a": {\n    "b": 1\n  }\n}\n' },
        },
      ],
    },
    {
      title: 'a value that is not wanted',
      params: { path, key: ['a', 'x.y'], state: 'absent' },
      found: { file: aFile('a:\n  x.y: 1\n  z: 2\n'), folder },
      steps: [
        {
          subject,
          from: shownSum('a:\n  x.y: 1\n  z: 2\n'),
          to: shownSum('a:\n  z: 2\n'),
          put: { content: 'a:\n  z: 2\n' },
        },
      ],
    },
    {
      title: 'a secret in the value shows nothing',
      params: { path, key: 'a', value: [{ token: new Secret('x') }] },
      found: { file: aFile('a: []\n'), folder },
      steps: [{ subject, from: MASK, to: MASK, put: { content: 'a:\n  - token: x\n' } }],
    },
    {
      title: 'a value that is not known',
      params: { ...wanted, value: { deep: new Unknown('no lease yet') } },
      found: { file: aFile('a: 1\n'), folder },
      steps: [{ subject, from: shownSum('a: 1\n'), to: 'unknown', certain: false }],
    },
  ],
  faults: [
    {
      title: 'no file',
      params: wanted,
      found: { file: absent, folder },
      message: /does not exist on the host \(create: true makes it\)/,
    },
    {
      title: 'a name that does not tell the format',
      params: { ...wanted, path: '/etc/app.conf' },
      found: { file: aFile(''), folder },
      message: /\/etc\/app.conf does not say whether it is JSON or YAML \(format: json/,
    },
    {
      title: 'a key that is no path',
      params: { ...wanted, key: 'a..b' },
      found: { file: aFile(''), folder },
      message: /"key" is no path of keys: a\.\.b/,
    },
    {
      title: 'YAML that is none',
      params: wanted,
      found: { file: aFile('x: 1\n\ty: 2\n'), folder },
      message: /^\/etc\/app.yaml:2:1: a tab cannot indent YAML \(use spaces\)$/,
    },
    {
      title: 'JSON that is none',
      params: { ...wanted, path: '/etc/app.json' },
      found: { file: aFile('{\n  "a": 1,\n}\n'), folder },
      message: /^\/etc\/app.json:3:1: JSON: a key in double quotes is missing here$/,
    },
    {
      title: 'a way that leads through a text',
      params: wanted,
      found: { file: aFile('x: 1\na: text\n'), folder },
      message: /^\/etc\/app.yaml:2:4: a is a text, and has no b$/,
    },
  ],
  invalid: [
    { title: 'no value', params: { path, key: 'a' }, message: /"value" is missing/ },
    { title: 'a value that is to go', params: { ...wanted, state: 'absent' }, message: /value/ },
    { title: 'no key', params: { path, value: 1 }, message: /"key" is missing/ },
  ],
});

describe('value on a real shell', () => {
  it('sets, adds and removes in YAML, and is silent then', () =>
    editsOnRealShells(value, {
      name: "it's a.yaml",
      text: '# top\na: 0 # why\n',
      rounds: [
        [{ key: 'a', value: "it's $HOME" }, "# top\na: it's $HOME # why\n"],
        [{ key: 'b[0].c', value: null }, "# top\na: it's $HOME # why\nb:\n  - c: null\n"],
        [{ key: 'a', state: 'absent' }, '# top\nb:\n  - c: null\n'],
      ],
    }));

  it('does so in JSON', () =>
    editsOnRealShells(value, {
      name: "it's a.json",
      text: '{"a":0}',
      rounds: [
        [{ key: 'a', value: "it's $HOME" }, '{"a":"it\'s $HOME"}'],
        [{ key: 'b.c', value: [1] }, '{"a":"it\'s $HOME","b":{"c":[1]}}'],
        [{ key: 'a', state: 'absent' }, '{"b":{"c":[1]}}'],
      ],
    }));
});
