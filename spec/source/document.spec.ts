import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiagnosticsError } from '../../lib/core/diagnostic.ts';
import { loadDocument, parseDocument } from '../../lib/source/document.ts';
import { CelText } from '../../lib/source/tags.ts';

/** `line:column code message (hint)` of each fault. */
function faultsOf(text: string): string[] {
  try {
    parseDocument(text, 'f.yml');
  } catch (error) {
    if (!(error instanceof DiagnosticsError)) throw error;
    return error.diagnostics.map(({ span, code, message, hint }) => {
      return `${span?.line}:${span?.column} ${code} ${message}${hint === undefined ? '' : ` (${hint})`}`;
    });
  }
  return [];
}

describe('parseDocument', () => {
  it('gives plain data', () => {
    const { value } = parseDocument('a: 1\nb: [x, true, null, 1.5]\nc: {d: "e"}\n8080: port\n', 'f.yml');

    assert.deepEqual(value, { a: 1, b: ['x', true, null, 1.5], c: { d: 'e' }, '8080': 'port' });
  });

  it('reads words and numbers as YAML 1.2 has them', () => {
    const { value } = parseDocument('%YAML 1.1\n---\na: yes\nb: 0644\nc: 0o644\nd: off\n', 'f.yml');

    assert.deepEqual(value, { a: 'yes', b: 644, c: 420, d: 'off' });
  });

  it('gives null for an empty file', () => {
    assert.equal(parseDocument('# nothing\n', 'f.yml').value, null);
  });

  it('makes a CelText of !cel, in any style', () => {
    const { value } = parseDocument('a: !cel x > 1\nb: !cel "x"\nc: !cel |\n  x &&\n  y\n', 'f.yml');

    assert.deepEqual(value, { a: new CelText('x > 1'), b: new CelText('x'), c: new CelText('x &&\ny\n') });
  });

  it('follows aliases', () => {
    const { value } = parseDocument('a: &x {p: [1]}\nb: *x\n', 'f.yml');

    assert.deepEqual(value, { a: { p: [1] }, b: { p: [1] } });
  });

  it('keeps "constructor" a key like any other', () => {
    const { value } = parseDocument('constructor: 1\ntoString: 2\n', 'f.yml');

    assert.deepEqual(Object.entries(value as object), [
      ['constructor', 1],
      ['toString', 2],
    ]);
  });

  const wrong: readonly (readonly [string, string, readonly string[]])[] = [
    ['a secret tag', 'a: !secret foo\n', ['1:12 source/unknown-tag unknown tag !secret (only an inventory']],
    ['an unknown tag', 'a: !foo [1]\n', ['1:9 source/unknown-tag unknown tag !foo (the tags are !cel an']],
    ['!cel on a map', 'a: !cel {b: 1}\n', ['1:9 source/cel-not-text !cel wants an expression as text']],
    [
      'an unquoted template',
      'a: {{ x }}\n',
      ["1:4 source/unquoted-template a value that starts with {{ must be quoted (write '{{ x }}')"],
    ],
    [
      'an unquoted template in a list',
      '- {{ x }}\n',
      ["1:3 source/unquoted-template a value that starts with {{ must be quoted (write '{{ x }}')"],
    ],
    [
      'text after an unquoted template',
      'a: {{ x }}/y\n',
      ["1:4 source/unquoted-template a value that starts with {{ must be quoted (write '{{ x }}/y')"],
    ],
    [
      'an unquoted helper',
      'a: {{ json x }}\n',
      ["1:4 source/unquoted-template a value that starts with {{ must be quoted (write '{{ json x }}')"],
    ],
    ['a tab', 'a: 1\n\tb: 2\n', ['2:1 source/tab a tab cannot indent YAML (use spaces)']],
    [
      'a key twice',
      'a: 1\nb: 2\n"a": 3\n',
      ['3:1 source/duplicate-key the key "a" is already in this map (keep one of them)'],
    ],
    [
      'a key twice, as number and text',
      '8: 1\n"8": 2\n',
      ['2:1 source/duplicate-key the key "8" is already in this map'],
    ],
    ['two documents', 'a: 1\n---\nb: 2\n', ['2:1 source/multiple-documents a file holds one document']],
    ['a merge key', '<<: {a: 1}\n', ['1:1 source/merge-key merge keys (<<) are not supported']],
    ['a colon in text', 'a: b: c\n', ['1:4 source/nested-map a second ": " on one line']],
    [
      'a reserved character',
      'a: @b\n',
      ['1:4 source/reserved-character text cannot start with this character (quote it)'],
    ],
    ['an unknown alias', 'a: *b\n', ['1:4 source/unknown-alias there is no &b above this *b']],
    ['an alias of itself', 'a: &b [*b]\n', ['1:8 source/alias-cycle *b contains itself']],
    [
      'a huge number',
      'a: 12345678901234567890\n',
      ['1:4 source/number-too-large 12345678901234567890 is too large'],
    ],
    ['a map as a key', '? {a: b}\n: 1\n', ['1:3 source/complex-key a key must be plain text']],
    ['an unknown escape', 'a: "x \\q"\n', ['1:7 source/escape this escape is not known']],
    ['a line out of place', 'a:\n  - x\n b: 1\n', ['3:1 source/indentation this line is not indented']],
    ['an unclosed quote', 'a: "x\n', ['1:4 source/unclosed this quote is not closed']],
    ['a key among items', '- a\nb: 1\n', ['2:1 source/unexpected this does not belong here']],
    ['a prototype', '__proto__: {a: 1}\n', ['1:1 source/reserved-key "__proto__" cannot be a key']],
    [
      'all of them at once',
      'a: !x 1\n<<: 2\nb: *c\n',
      ['1:7 source/unknown-tag', '2:1 source/merge-key', '3:4 source/unknown-alias'],
    ],
  ];
  for (const [what, text, expected] of wrong) {
    it(`refuses ${what}`, () => {
      const faults = faultsOf(text);

      assert.equal(faults.length, expected.length, faults.join('\n'));
      for (const [index, start] of expected.entries())
        assert.equal(faults[index]?.slice(0, start.length), start);
    });
  }

  it('refuses aliases that stand for too many values', () => {
    const bomb = ['a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]'];
    for (const [above, name] of ['ab', 'bc', 'cd', 'de', 'ef']) {
      bomb.push(`${name}: &${name} [${Array.from({ length: 10 }, () => `*${above}`).join(', ')}]`);
    }

    assert.match(faultsOf(`${bomb.join('\n')}\n`)[0] ?? '', /source\/too-many-aliases/);
  });

  it('answers any text with data or diagnostics', () => {
    const pieces = [
      'a',
      ': ',
      '\n',
      '  ',
      '- ',
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      '&x ',
      '*x',
      '!cel ',
      '|',
      '>',
      '#',
      '{{ y }}',
      '?',
      '\t',
      '0644',
      '<<',
      '---',
      '%',
    ];
    let state = 7;
    const pick = () => pieces[(state = (state * 1103515245 + 12345) % 2147483648) % pieces.length] ?? '';
    for (let round = 0; round < 2000; round++) {
      const text = Array.from({ length: 1 + (round % 12) }, pick).join('');
      assert.doesNotThrow(() => faultsOf(text), text);
    }
  });
});

describe('spanAt', () => {
  const text =
    'p:\n  - name: "x {{ y }}"\n    run: |\n      abc\n      def\n    e: !cel a\n    n:\nq: &k {r: 1}\ns: *k\n';
  const document = parseDocument(text, 'f.yml');
  const places: readonly (readonly [readonly (string | number)[], string, string])[] = [
    [[], '1:1', '1:1'],
    [['p'], '2:3', '1:1'],
    [['p', 0], '2:5', '2:5'],
    [['p', 0, 'name'], '2:12', '2:5'],
    [['p', 0, 'run'], '4:7', '3:5'],
    [['p', 0, 'e'], '6:13', '6:5'],
    [['p', 0, 'n'], '7:7', '7:5'],
    [['p', 0, 'nowhere', 'deeper'], '2:5', '2:5'],
    [['p', 9], '2:3', '2:3'],
    [['s', 'r'], '8:11', '8:8'],
  ];
  for (const [path, value, key] of places) {
    it(`finds ${path.join('/') || 'the top'}`, () => {
      const [at, keyAt] = [document.spanAt(path), document.keySpanAt(path)];

      assert.equal(`${at.line}:${at.column}`, value);
      assert.equal(`${keyAt.line}:${keyAt.column}`, key);
    });
  }
});

describe('loadDocument', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'k3-source-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const codeOf = async (file: string) => {
    const error: unknown = await loadDocument(file).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof DiagnosticsError);
    return error.diagnostics[0]?.code;
  };

  it('reads a file', async () => {
    const file = join(folder, "a 'b.yml");
    await writeFile(file, 'a: é\n');

    assert.deepEqual((await loadDocument(file)).value, { a: 'é' });
  });

  it('says that a file is missing, a folder, or no text', async () => {
    const binary = join(folder, 'binary.yml');
    await writeFile(binary, Buffer.from([0xff, 0xfe, 0x00]));

    assert.equal(await codeOf(join(folder, 'missing.yml')), 'source/not-found');
    assert.equal(await codeOf(join(binary, 'below.yml')), 'source/not-found');
    assert.equal(await codeOf(folder), 'source/not-a-file');
    assert.equal(await codeOf(binary), 'source/not-text');
  });
});
