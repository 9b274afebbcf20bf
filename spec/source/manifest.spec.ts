import assert from 'node:assert/strict';
import { parseManifest } from '../../lib/source/manifest.ts';

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: { name: a, namespace: b }\n';

describe('parseManifest', () => {
  it('leaves each document as it was written', () => {
    const other = '---\n# mode in octal\napiVersion: v1\nkind: App\nmetadata: { name: x }\nmode: 0644\n';

    assert.deepEqual(parseManifest(`# first\n${POD}---\n# nothing\n${other}`), [
      { text: POD, identity: { apiVersion: 'v1', kind: 'Pod', namespace: 'b', name: 'a' } },
      { text: other, identity: { apiVersion: 'v1', kind: 'App', namespace: '', name: 'x' } },
    ]);
  });

  it('takes JSON', () => {
    const [document] = parseManifest('{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"}}');

    assert.ok(typeof document === 'object');
    assert.equal(document.identity.name, 'a');
  });

  const wrong: readonly [title: string, text: string, message: RegExp][] = [
    ['an empty text', '', /^there is no object in it$/],
    ['a text without objects', '---\n# a\n---\n', /^there is no object in it$/],
    ['no YAML', `${POD}---\na: "b\n`, /at line 6/],
    ['a key twice', `${POD}kind: Pod\n`, /unique at line 4/],
    ['a list', '- a\n', /^the document at line 1 has no apiVersion/],
    [
      'a name that is a number',
      'apiVersion: v1\nkind: Pod\nmetadata: { name: 1 }\n',
      /no metadata\.name that is a text/,
    ],
    ['no kind in a later document', `${POD}---\napiVersion: v1\n`, /^the document at line 4 has no kind/],
    ['a List', 'apiVersion: v1\nkind: List\nitems: []\n', /is a List/],
    [
      'aliases that would make it huge',
      `a0: &a0 [x]\n${[1, 2, 3, 4, 5, 6, 7]
        .map(
          (n) =>
            `a${n}: &a${n} [${Array(9)
              .fill(`*a${n - 1}`)
              .join(', ')}]\n`,
        )
        .join('')}`,
      /has no apiVersion/,
    ],
  ];

  for (const [title, text, message] of wrong) {
    it(`tells what is wrong with ${title}`, () => {
      const found = parseManifest(text);

      assert.ok(typeof found === 'string');
      assert.match(found, message);
    });
  }
});
