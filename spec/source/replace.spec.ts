import assert from 'node:assert/strict';
import { replaceInYaml } from '../../lib/source/replace.ts';

const PATH = ['clusters', 0, 'cluster', 'server'];

describe('replaceInYaml', () => {
  const rows = [
    {
      title: 'one scalar of a list in a map',
      text: 'clusters:\n- cluster:\n    server: old\n  name: x\n',
      replaced: 'clusters:\n- cluster:\n    server: new\n  name: x\n',
    },
    {
      title: 'the first of several, keeping order and comments',
      text: '# top\nclusters: # all\n  - cluster:\n      server: old # here\n  - cluster:\n      server: old\nb: 1\na: 2\n',
      replaced:
        '# top\nclusters: # all\n  - cluster:\n      server: new # here\n  - cluster:\n      server: old\nb: 1\na: 2\n',
    },
    {
      title: 'within a long line, which stays one',
      text: `clusters:\n  - cluster:\n      ca: ${'Q'.repeat(300)}\n      server: old\n      words: ${'w '.repeat(100)}w\n`,
      replaced: `clusters:\n  - cluster:\n      ca: ${'Q'.repeat(300)}\n      server: new\n      words: ${'w '.repeat(100)}w\n`,
    },
    {
      title: 'what was quoted',
      text: 'clusters:\n  - cluster:\n      server: "old"\n',
      replaced: 'clusters:\n  - cluster:\n      server: "new"\n',
    },
    {
      title: 'within JSON',
      text: '{ "clusters": [ { "cluster": { "server": "old" } } ] }\n',
      replaced: '{ "clusters": [ { "cluster": { "server": "new" } } ] }\n',
    },
  ];
  for (const { title, text, replaced } of rows) {
    it(`replaces ${title}`, () => assert.equal(replaceInYaml(text, PATH, 'new'), replaced));
  }

  it('quotes a value that needs it', () => {
    assert.equal(replaceInYaml('a: x\n', ['a'], 'null'), 'a: "null"\n');
    assert.equal(replaceInYaml('a: x\n', ['a'], 'b: c'), 'a: "b: c"\n');
    assert.equal(replaceInYaml('a: x\n', ['a'], 'b\nc'), 'a: "b\\nc"\n');
    assert.equal(replaceInYaml('{a: x, b: 1}', ['a'], 'p, q'), '{a: "p, q", b: 1}');
  });

  it('replaces again with the same and changes nothing', () => {
    const once = replaceInYaml('clusters:\n- cluster:\n    server: old\n', PATH, 'new') ?? '';

    assert.equal(replaceInYaml(once, PATH, 'new'), once);
  });

  for (const text of [
    '',
    'a: 1\n',
    'clusters: []\n',
    'clusters: ["\n',
    'clusters: text\n',
    'clusters: [{cluster: {server: {}}}]\n',
  ]) {
    it(`gives undefined where there is no such place: ${JSON.stringify(text)}`, () => {
      assert.equal(replaceInYaml(text, PATH, 'new'), undefined);
    });
  }
});
