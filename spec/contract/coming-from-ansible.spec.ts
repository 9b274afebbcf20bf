import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildProgram } from '../../lib/cli/program.ts';
import { modules } from '../../lib/modules/index.ts';
import { hintPlayHabit, hintTaskHabit } from '../../lib/playbook/habits.ts';
import { BLOCK_KEYWORDS, INCLUDE_KEYWORDS } from '../../lib/playbook/keywords/group.ts';
import { IMPORT_KEYWORDS, PLAY_KEYWORDS } from '../../lib/playbook/keywords/play.ts';
import { ROLE_KEYWORDS, ROLE_TASK_KEYWORDS } from '../../lib/playbook/keywords/role.ts';
import { HANDLER_KEYWORDS, TASK_KEYWORDS } from '../../lib/playbook/keywords/task.ts';
import { describeFunctions } from '../../lib/template/describe.ts';

const ROOT = join(import.meta.dirname, '../..');
const PAGE = readFileSync(join(ROOT, 'docs/coming-from-ansible.md'), 'utf8');

/** The attributes of ansible-core's own classes, and the two forms of a task that are none. */
const ANSIBLE = JSON.parse(
  readFileSync(join(ROOT, 'spec/fixtures/ansible/keywords.json'), 'utf8'),
) as Readonly<Record<string, readonly string[]>>;

const KINDS = ['play', 'role', 'block', 'task', 'handler'];
const OURS: Readonly<Record<string, readonly string[]>> = {
  play: Object.keys(PLAY_KEYWORDS),
  role: Object.keys(ROLE_KEYWORDS),
  block: Object.keys(BLOCK_KEYWORDS),
  task: Object.keys(TASK_KEYWORDS),
  handler: Object.keys(HANDLER_KEYWORDS),
};
const FILES = [INCLUDE_KEYWORDS, ROLE_TASK_KEYWORDS, IMPORT_KEYWORDS].flatMap((one) => Object.keys(one));
const ALL_OURS = new Set([...Object.values(OURS).flat(), ...FILES]);

/** The cells of the rows of a section's table. */
function listRows(title: string): string[][] {
  const [, rest = ''] = PAGE.split(new RegExp(`^#+ ${title}$`, 'm'));
  const [section = ''] = rest.split(/^#/m);
  const rows = section.split('\n').filter((line) => line.startsWith('| '));
  assert.ok(rows.length > 1, `the page has a table "${title}"`);
  return rows.slice(1).map((row) =>
    row
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim()),
  );
}

function listCode(cell: string | undefined): string[] {
  return [...(cell ?? '').matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
}

/** Where a keyword may stand. What a task has, a handler has too. */
function listPlaces(table: Readonly<Record<string, readonly string[]>>, keyword: string): string {
  const places = KINDS.filter((kind) => table[kind]?.includes(keyword));
  const told = places.includes('task') ? places.filter((kind) => kind !== 'handler') : places;
  return told.length === 0 ? '–' : told.join(', ');
}

describe('the page for those who come from Ansible', () => {
  const keywords = listRows('Keywords').map((row) => [listCode(row[0])[0] ?? '', ...row.slice(1)] as const);

  it('has all keywords of Ansible, each once, and no other', () => {
    const known = [...new Set(KINDS.flatMap((kind) => ANSIBLE[kind] ?? []))].sort();

    assert.deepEqual(
      keywords.map(([keyword]) => keyword),
      known,
    );
  });

  for (const [keyword, ansible, status = '', ours, how = ''] of keywords) {
    it(`is true of ${keyword}`, () => {
      const [instead] = listCode(status);
      const here = ALL_OURS.has(keyword);

      assert.equal(ansible, listPlaces(ANSIBLE, keyword), 'where it stands in Ansible');
      assert.equal(ours, listPlaces(OURS, keyword), 'where it stands here');
      if (instead === undefined) assert.ok(['same', 'different', 'absent'].includes(status), status);
      else assert.ok(ALL_OURS.has(instead), `${instead} is a keyword`);
      assert.equal(here, status === 'same' || status === 'different');
      if (status === 'same') {
        const there = listPlaces(ANSIBLE, keyword).split(', ');
        assert.deepEqual(
          there.filter((place) => !OURS[place]?.includes(keyword)),
          [],
          'what is the same may stand wherever it may in Ansible',
        );
      } else assert.notEqual(how, '', 'says why, and what to write');
    });
  }

  it('goes by hints that are told for the keywords that do not stand there', () => {
    const silent = keywords.flatMap(([keyword]) => {
      const at = (kind: string): boolean =>
        ANSIBLE[kind]?.includes(keyword) === true && OURS[kind]?.includes(keyword) !== true;
      const key = keyword.replace('*', 'subelements');
      return [
        ...(at('play') && hintPlayHabit(key) === undefined ? [`play: ${keyword}`] : []),
        ...(at('task') && hintTaskHabit(key) === undefined ? [`task: ${keyword}`] : []),
      ];
    });

    assert.deepEqual(silent, []);
  });

  it('says of the words for other files which are there', () => {
    for (const [word, status] of listRows('Files')) {
      assert.equal(FILES.includes(listCode(word)[0] ?? ''), status !== 'absent', word);
    }
  });

  it('names every keyword', () => {
    const named = new Set(
      ['Keywords', 'Files', "k3play's own"].flatMap((title) =>
        listRows(title).flatMap((row) => listCode(row[0])),
      ),
    );

    assert.deepEqual(
      [...ALL_OURS].filter((keyword) => !named.has(keyword)),
      [],
    );
  });

  it('names every module that is not about K3s, and none that is not there', () => {
    const named = [...PAGE.matchAll(/\[([a-z0-9-]+)\]\(modules\/([a-z0-9-]+)\.md\)/g)];
    const known = [...modules.keys()].filter((name) => !name.startsWith('k3s-'));

    assert.deepEqual([...new Set(named.map(([, name]) => name))].sort(), known.sort());
    for (const [, name, file] of named) assert.equal(name, file);
  });

  it("goes by hints that are told for Ansible's modules", () => {
    const silent = listRows('Modules').flatMap(([names]) =>
      listCode(names).filter(
        (name) => !modules.has(name) && hintTaskHabit(`ansible.builtin.${name}`) === undefined,
      ),
    );

    assert.deepEqual(silent, []);
  });

  it('calls functions that are there', () => {
    const known = new Set(describeFunctions().map(({ name }) => name.replace(/^.*\./, '')));
    const called = listRows('Filters, tests and lookups')
      .flatMap(([, here]) => listCode(here))
      .flatMap((code) => [...code.matchAll(/([A-Za-z0-9]+)\(/g)].map(([, name = '']) => name));

    assert.ok(called.length > 40);
    assert.deepEqual(
      called.filter((name) => !known.has(name)),
      [],
    );
  });

  it('names commands and options that are there', () => {
    const { commands } = buildProgram();
    const options = new Set(
      commands.flatMap((one) => one.options.flatMap(({ long, short }) => [long, short])),
    );
    const told = listRows('Commands').flatMap(([, here]) => listCode(here));
    const words = told.flatMap((code) => code.split(' '));

    assert.deepEqual(
      words.filter((word) => /^--?[a-zA-Z]/.test(word) && !options.has(word)),
      [],
    );
    const names = told.filter((code) => code.startsWith('k3play ')).map((code) => code.split(' ')[1] ?? '');
    assert.ok(names.length > 8);
    assert.deepEqual(
      names.filter((name) => !commands.some((one) => one.name() === name)),
      [],
    );
  });
});
