import assert from 'node:assert/strict';
import { DiagnosticsError, type Diagnostic } from '../../lib/core/diagnostic.ts';
import { editValue, type ValueFormat } from '../../lib/source/edit-value.ts';
import { parseValueKeys } from '../../lib/source/value-keys.ts';

type Edit = (text: string, key: string, value?: unknown) => string;

function editorOf(format: ValueFormat): Edit {
  return (text, key, value) =>
    editValue(text, { file: '/etc/app', format, keys: parseValueKeys(key) ?? [], value });
}

const edit = editorOf('yaml');
const json = editorOf('json');

function faultOf(act: () => string): Diagnostic {
  try {
    act();
  } catch (error) {
    if (error instanceof DiagnosticsError && error.diagnostics[0]) return error.diagnostics[0];
    throw error;
  }
  return assert.fail('there is no fault');
}

const YAML = `# top
server:
    port: 80   # why
    names:
    - a
    - 'b'

    tls: { on: yes, "x": 1 }
    text: |
      one

      two
    folded: >
        very
        long
# end
`;

describe('editValue in YAML', () => {
  const cases: readonly (readonly [title: string, key: string, value: unknown, from: string, to: string])[] =
    [
      ['a scalar, and keeps its comment', 'server.port', 8080, 'port: 80   # why', 'port: 8080   # why'],
      ['an item of a list', 'server.names[1]', 'yes', "- 'b'", '- "yes"'],
      [
        'one more item of a list',
        'server.names[2]',
        { c: 1, d: 2 },
        "    - 'b'\n",
        "    - 'b'\n    - c: 1\n      d: 2\n",
      ],
      ['a value within brackets', 'server.tls.x', [1], '"x": 1', '"x": [1]'],
      ['a key within brackets', 'server.tls.y', 'no', '"x": 1 }', '"x": 1, "y": "no" }'],
      ['a text of several lines', 'server.text', 'three', 'text: |\n      one\n\n      two', 'text: three'],
      [
        'a map for a scalar',
        'server.port',
        { a: { b: [] } },
        'port: 80   # why',
        'port:\n        a:\n            b: []   # why',
      ],
      [
        'a key below the last',
        'server.more.deep',
        1,
        '        long\n',
        '        long\n    more:\n        deep: 1\n',
      ],
    ];
  for (const [title, key, value, from, to] of cases) {
    it(`writes ${title}, and nothing else`, () => {
      assert.ok(YAML.includes(from));

      assert.equal(
        edit(YAML, key, value),
        YAML.replace(from, () => to),
      );
    });
  }

  const gone: readonly (readonly [key: string, from: string, to: string])[] = [
    ['server.port', '    port: 80   # why\n', ''],
    ['server.tls.on', 'on: yes, ', ''],
    ['server.tls.x', ', "x": 1', ''],
    ['server.text', '    text: |\n      one\n\n      two\n', ''],
    ['server', YAML.slice(YAML.indexOf('server'), YAML.indexOf('# end') - 1), '{}'],
  ];
  for (const [key, from, to] of gone) {
    it(`takes ${key} away, and nothing else`, () => {
      assert.equal(
        edit(YAML, key),
        YAML.replace(from, () => to),
      );
    });
  }

  const small: readonly (readonly [
    title: string,
    text: string,
    key: string,
    value: unknown,
    wanted: string,
  ])[] = [
    ['nothing', '', 'a.b', 1, 'a:\n  b: 1\n'],
    ['comments alone', '# x', 'a', 1, '# x\na: 1\n'],
    ['an empty map', '{}\n', 'a[0]', 1, 'a:\n  - 1\n'],
    ['a key without a value', 'a: # x\nb: 1\n', 'a.c', 1, 'a:\n  c: 1 # x\nb: 1\n'],
    ['a map in a list', '- a: 1\n  b: 2\n', '[0].a', undefined, '- b: 2\n'],
    ['an item without a value', '-\n- 1\n', '[0]', 'x', '- x\n- 1\n'],
    ['a file without a last line end', 'a: 1\nb: 2', 'b', undefined, 'a: 1'],
    ['a file without one, added to', 'a: 1', 'b', 2, 'a: 1\nb: 2'],
    ['keys that are numbers', '1: x\n', '["1"]', 'y', '1: "y"\n'],
    ['a document that begins by its mark', '---\na: 1\n', 'a', 2, '---\na: 2\n'],
  ];
  for (const [title, text, key, value, wanted] of small) {
    it(`edits ${title}`, () => assert.equal(edit(text, key, value), wanted));
  }

  it('gives back the very text where all is as wanted', () => {
    assert.equal(edit(YAML, 'server.names', ['a', 'b']), YAML);
    assert.equal(edit(YAML, 'server.nothing.at.all'), YAML);
    assert.equal(edit('a: &x { b: 1 }\nc: *x\n', 'c.b', 1), 'a: &x { b: 1 }\nc: *x\n');
  });

  it('refuses what would change more, or lead elsewhere, and says where', () => {
    const faults = [
      faultOf(() => edit('a: [1\nb: 2\n', 'b', 1)),
      faultOf(() => edit('a: 1\na: 2\n', 'a', 1)),
      faultOf(() => edit('a: 1\n---\na: 2\n', 'a', 3)),
      faultOf(() => edit('a: &x { b: 1 }\nc: *x\n', 'c.b', 2)),
      faultOf(() => edit('a: &x 1\nc: *x\n', 'a', 2)),
      faultOf(() => edit('x: y\na: text\n', 'a.b', 2)),
      faultOf(() => edit('a: [1]\n', 'a.b', 2)),
      faultOf(() => edit('a: [1]\n', 'a[3]', 2)),
      faultOf(() => edit('a:\n  - 1\n  - 2\n', 'a[1]')),
      faultOf(() => edit('a:\n  b: 1\n', 'a[0]', 1)),
      faultOf(() => edit('a: *nothing\n', 'b', 1)),
    ].map(({ span, message }) => `${span?.line}:${span?.column} ${message}`);

    assert.deepEqual(faults, [
      '2:1 this line is not indented as its neighbours are, or a bracket above is not closed',
      '2:1 YAML: map keys must be unique',
      '2:1 a file holds one document',
      '2:4 c is an alias of &x',
      '1:7 a has the anchor &x, which other parts may stand on',
      '2:4 a is a text, and has no b',
      '1:4 a is a list, and has no b',
      '1:4 a has 1 items, so [3] cannot be added',
      '3:5 no item can be taken from a by its number',
      '2:3 a is a map, and has no [0]',
      '1:1 YAML: Unresolved alias (the anchor must be set before the alias): nothing',
    ]);
  });
});

describe('editValue in JSON', () => {
  const PRETTY = '{\n\t"a": { "x": 1 },\n\t"b": [\n\t\t1\n\t],\n\t"c": 12345678901234567890\n}\n';
  const cases: readonly (readonly [
    title: string,
    text: string,
    key: string,
    value: unknown,
    wanted: string,
  ])[] = [
    ['a value', PRETTY, 'a.x', 'it', PRETTY.replace('"x": 1', '"x": "it"')],
    ['a key beside others', PRETTY, 'a.y', { z: [] }, PRETTY.replace('"x": 1', '"x": 1, "y": {"z": []}')],
    [
      'an item on a line',
      PRETTY,
      'b[1]',
      { z: 1 },
      PRETTY.replace('\t\t1\n', '\t\t1,\n\t\t{\n\t\t\t"z": 1\n\t\t}\n'),
    ],
    ['a key on a line', PRETTY, 'd.e', 1, PRETTY.replace('890\n', '890,\n\t"d": {\n\t\t"e": 1\n\t}\n')],
    ['a first key', PRETTY, 'a', undefined, PRETTY.replace('"a": { "x": 1 },\n\t', '')],
    ['a last key', PRETTY, 'c', undefined, PRETTY.replace(',\n\t"c": 12345678901234567890', '')],
    ['an only key', '{"a":{"b":1}}', 'a.b', undefined, '{"a":{}}'],
    ['a file on one line', '{"a":1}', 'b.c', [1, 2], '{"a":1,"b":{"c":[1,2]}}'],
    ['an empty file', '', 'a.b', 1, '{\n  "a": {\n    "b": 1\n  }\n}\n'],
    ['an empty map', '{}', 'a', 1, '{\n  "a": 1\n}'],
    ['null', '{"a": null}', 'a.b', true, '{"a": {"b": true}}'],
    ['a list at the top', '[{"a": 1}]\n', '[0].a', 2, '[{"a": 2}]\n'],
  ];
  for (const [title, text, key, value, wanted] of cases) {
    it(`edits ${title}, and nothing else`, () => assert.equal(json(text, key, value), wanted));
  }

  it('says where a text is no JSON', () => {
    const texts = [
      '{"a": 1,}',
      '{\n  // x\n}',
      "{'a': 1}",
      '{"a": 01}',
      '[1 2]',
      '{"a"',
      '{} x',
      '{"a": "\n"}',
      '[1]]',
    ];

    const faults = texts.map((text) => {
      const { span, message } = faultOf(() => json(text, 'a', 1));
      return `${span?.line}:${span?.column} ${message}`;
    });

    assert.deepEqual(faults, [
      '1:9 JSON: a key in double quotes is missing here',
      '2:3 JSON: JSON has no comments',
      '1:2 JSON: a key in double quotes or "}" is missing here',
      '1:7 JSON: a value is missing here',
      '1:4 JSON: a "," or the closing bracket is missing here',
      '1:5 JSON: the file ends before the value does',
      '1:4 JSON: the value is over, and something follows',
      '1:7 JSON: a value is missing here',
      '1:4 JSON: the value is over, and something follows',
    ]);
  });

  it('does not fall over a text that is as deep as it is long', () => {
    assert.equal(faultOf(() => json('['.repeat(30_000) + ']'.repeat(30_000), 'a', 1)).code, 'source/syntax');
  });
});
