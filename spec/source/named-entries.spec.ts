import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { readNamedDocument, type NamedEntries } from '../../lib/source/named-entries.ts';

const entries: NamedEntries = {
  lists: { hosts: { name: 'new', address: '10.0.0.9' } },
  defaults: { kind: 'List', current: 'new' },
};

function place(text: string, wanted: NamedEntries = entries): string {
  const document = readNamedDocument(text, { file: 'list.yml', lists: ['hosts'] });
  assert.ok('place' in document, JSON.stringify(document));
  return document.place(wanted);
}

describe('readNamedDocument', () => {
  const rows = [
    {
      title: 'begins an empty file',
      text: '',
      placed: 'hosts:\n- name: new\n  address: 10.0.0.9\nkind: List\ncurrent: new\n',
    },
    {
      title: 'begins a list that is empty',
      text: 'kind: List\ncurrent: ""\nhosts: null\n',
      placed: 'kind: List\ncurrent: "new"\nhosts:\n- name: new\n  address: 10.0.0.9\n',
    },
    {
      title: 'adds to a list below its key, with its comments',
      text: '# top\nkind: List\ncurrent: old\nhosts:\n# first\n- name: old # here\n  address: "1"\n',
      placed:
        '# top\nkind: List\ncurrent: old\nhosts:\n# first\n- name: old # here\n  address: "1"\n- name: new\n  address: 10.0.0.9\n',
    },
    {
      title: 'adds to a list to the right of its key',
      text: 'kind: List\ncurrent: old\nhosts:\n  - name: old\n',
      placed: 'kind: List\ncurrent: old\nhosts:\n  - name: old\n  - name: new\n    address: 10.0.0.9\n',
    },
    {
      title: 'replaces the entry of the name where it stands',
      text: 'kind: List\ncurrent: old\nhosts:\n- name: new # mine\n  port: 1\n- name: old\n',
      placed: 'kind: List\ncurrent: old\nhosts:\n- name: new\n  address: 10.0.0.9\n- name: old\n',
    },
    {
      title: 'leaves one of several entries of the name',
      text: 'kind: List\ncurrent: old\nhosts:\n- name: new\n  address: 10.0.0.9\n- name: old\n- name: new\n',
      placed: 'kind: List\ncurrent: old\nhosts:\n- name: new\n  address: 10.0.0.9\n- name: old\n',
    },
    {
      title: 'keeps long lines, quotes and words that look like others',
      text: `kind: List\ncurrent: "yes"\nhosts:\n- name: old\n  data: ${'Q'.repeat(300)}\n  mode: "0644"\n  say: 'it'\n  answer: no\n  long: ${'w '.repeat(90)}w\n`,
      placed: `kind: List\ncurrent: "yes"\nhosts:\n- name: old\n  data: ${'Q'.repeat(300)}\n  mode: "0644"\n  say: 'it'\n  answer: no\n  long: ${'w '.repeat(90)}w\n- name: new\n  address: 10.0.0.9\n`,
    },
  ];
  for (const { title, text, placed } of rows) {
    it(title, () => assert.equal(place(text), placed));
  }

  it('adds to JSON', () => {
    const placed = place('{"kind":"List","current":"old","hosts":[{"name":"old"}]}');

    assert.deepEqual(JSON.parse(placed), {
      kind: 'List',
      current: 'old',
      hosts: [{ name: 'old' }, { name: 'new', address: '10.0.0.9' }],
    });
  });

  it('leaves aliases of others whole', () => {
    const text = 'kind: List\ncurrent: a\nhosts:\n- &one\n  name: a\n  port: 1\n- name: b\n  like: *one\n';

    assert.equal(place(text), `${text}- name: new\n  address: 10.0.0.9\n`);
  });

  for (const { text } of [...rows, { text: '  {"hosts": [ ] }' }]) {
    it(`changes nothing the second time: ${JSON.stringify(text).slice(0, 40)}`, () => {
      const once = place(text);

      assert.equal(place(once), once);
      assert.equal(
        (parse(once) as { hosts: { name: string }[] }).hosts.filter(({ name }) => name === 'new').length,
        1,
      );
    });
  }

  it('knows whether a name is there', () => {
    const document = readNamedDocument('hosts: [{ name: a }]', { file: 'list.yml', lists: ['hosts'] });

    assert.ok('has' in document);
    assert.deepEqual(
      [document.has('hosts', 'a'), document.has('hosts', 'b'), document.has('users', 'a')],
      [true, false, false],
    );
  });

  const damaged = [
    { text: '- a\n', message: 'the file is no map', place: '1:1' },
    { text: 'a: 1\nhosts: x\n', message: '"hosts" is no list', place: '2:8' },
    { text: 'hosts:\n- name: a\n- b\n', message: 'an entry of "hosts" has no name', place: '3:3' },
    { text: 'hosts:\n- { name: 5 }\n', message: 'an entry of "hosts" has no name', place: '2:3' },
    { text: 'hosts: [\n', message: /./, place: /^\d+:\d+$/ },
    { text: 'a: 1\n---\nb: 2\n', message: /./, place: /^\d+:\d+$/ },
    { text: 'a: 1\na: 2\n', message: /./, place: '2:1' },
    { text: 'a: *nobody\n', message: /nobody/, place: '1:1' },
    { text: 'a: "\u0000', message: /./, place: /^\d+:\d+$/ },
  ];
  for (const { text, message, place: where } of damaged) {
    it(`tells the place of what is wrong in ${JSON.stringify(text)}`, () => {
      const told = readNamedDocument(text, { file: 'list.yml', lists: ['hosts'] });

      assert.ok('span' in told && told.span, 'it is taken for sound');
      const at = `${told.span.line}:${told.span.column}`;
      if (typeof message === 'string') assert.equal(told.message, message);
      else assert.match(told.message, message);
      if (typeof where === 'string') assert.equal(at, where);
      else assert.match(at, where);
    });
  }
});
