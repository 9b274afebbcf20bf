import assert from 'node:assert/strict';
import { parseDocument } from 'yaml';
import { parseSettings, renderSettings, wordsOf } from '../../../lib/modules/k3s/shared/settings.ts';

const TEXTS = [
  '',
  ' ',
  'plain',
  'a.b/c_d-e',
  '/path',
  'yes',
  'No',
  'on',
  'n',
  'null',
  'NULL',
  '~',
  'true',
  '0600',
  '0o17',
  '0x1f',
  '1e3',
  '12:30',
  '12:30:45',
  '1_000',
  '2024-01-02',
  '.inf',
  '-1',
  '- a',
  '-',
  '? a',
  'a: b',
  'a #b',
  '#',
  '&a',
  '*a',
  '!a',
  '|',
  '>',
  '%a',
  '@a',
  '`a',
  "it's",
  '"q"',
  'back\\slash',
  'tab\there',
  'line\nend',
  '{a}',
  '[a]',
  'a,b',
  '=',
  '<<',
  'ümlaut',
  '😀',
  '\u2028',
  '\u0085',
  '\u007f',
  '\ufeff',
  'https://a:6443',
  'postgres://u:p%40@h/d?sslmode=disable',
];

describe('renderSettings', () => {
  for (const version of ['1.1', '1.2'] as const) {
    it(`writes text that YAML ${version} reads back unchanged`, () => {
      for (const text of TEXTS) {
        const settings = new Map<string, string | string[]>([
          ['key', text],
          ['list', [text, 'b']],
        ]);
        const yaml = renderSettings(settings);

        const document = parseDocument(yaml, { version });

        assert.deepEqual(document.errors, [], yaml);
        assert.deepEqual(document.toJS(), { key: text, list: [text, 'b'] }, yaml);
      }
    });
  }

  it('sorts by key and keeps the types of numbers, booleans and empty lists', () => {
    const settings = new Map<string, number | boolean | string[]>([
      ['debug', true],
      ['a-port', 6443],
      ['disable', []],
    ]);

    assert.equal(renderSettings(settings), 'a-port: 6443\ndebug: true\ndisable: []\n');
  });

  it('is read back by parseSettings', () => {
    const settings = new Map(TEXTS.map((text, index) => [`key-${index}`, text]));

    assert.deepEqual(parseSettings(renderSettings(settings)), new Map([...settings].sort()));
  });
});

describe('parseSettings', () => {
  const cases = [
    ['', new Map()],
    ['# only a comment\n', new Map()],
    ['a:\n', new Map([['a', '']])],
    ['a: {b: c}\n', undefined],
    ['- a\n', undefined],
    ['a: [', undefined],
  ] as const;
  for (const [text, settings] of cases) {
    it(`reads ${JSON.stringify(text)}`, () => assert.deepEqual(parseSettings(text), settings));
  }
});

describe('wordsOf', () => {
  it('takes a number, a text and a list of one for what K3s makes of them', () => {
    assert.deepEqual(wordsOf(1), wordsOf('1'));
    assert.deepEqual(wordsOf(['1']), wordsOf('1'));
    assert.deepEqual(wordsOf(true), ['true']);
    assert.equal(wordsOf(undefined), undefined);
  });
});
