import assert from 'node:assert/strict';
import { Secret } from '../../../lib/core/secret.ts';
import { Unknown } from '../../../lib/core/unknown.ts';
import { editIni, type IniEdit } from '../../../lib/modules/shared/edit-ini.ts';
import { PlanFault } from '../../../lib/modules/step.ts';

const wanted: IniEdit = { state: 'present', section: 's', option: 'a', value: '1', separator: ' = ' };
const tight: IniEdit = { ...wanted, separator: '=' };
const bare: IniEdit = { ...wanted, value: undefined };
const global: IniEdit = { ...wanted, section: undefined };
const absent: IniEdit = { ...wanted, state: 'absent', value: undefined };
const noSection: IniEdit = { ...absent, option: undefined };

const cases: readonly [title: string, text: string, edit: IniEdit, result: string][] = [
  ['leaves an option that is as wanted', '[s]\na=1', wanted, '[s]\na=1'],
  ['leaves an option with spaces around its value', '[s]\n\ta  =  1  \n', wanted, '[s]\n\ta  =  1  \n'],
  ['sets an option and keeps its form', '[s]\n  a=0\nb=2\n', wanted, '[s]\n  a=1\nb=2\n'],
  ['sets an option that is empty', '[s]\na=\n', tight, '[s]\na=1\n'],
  ['empties an option', '[s]\na = 0\n', { ...wanted, value: '' }, '[s]\na =\n'],
  ['sets an option to a text with "="', '[s]\na=b=c\n', { ...wanted, value: 'b=d' }, '[s]\na=b=d\n'],
  [
    'adds an option behind the last one',
    '[s]\nb=2\n\n# of t\n[t]\n',
    wanted,
    '[s]\nb=2\na = 1\n\n# of t\n[t]\n',
  ],
  ['adds an option without spaces', '[s]\n', tight, '[s]\na=1\n'],
  ['adds an option behind the head', '[s]\n# hint\n', wanted, '[s]\na = 1\n# hint\n'],
  ['adds a section', '[t]\na=0\n', wanted, '[t]\na=0\n\n[s]\na = 1\n'],
  ['adds a section to an empty text', '', wanted, '[s]\na = 1\n'],
  ['adds a section behind an empty line', '[t]\n\n', wanted, '[t]\n\n[s]\na = 1\n'],
  ['leaves comments as they are', '[s]\n#a=0\n;a=0\n', wanted, '[s]\na = 1\n#a=0\n;a=0\n'],
  ['leaves a like option of another section', '[t]\na=0\n[s]\na=1\n', wanted, '[t]\na=0\n[s]\na=1\n'],
  ['takes no part of a name for it', '[s]\nab=0\n', wanted, '[s]\nab=0\na = 1\n'],
  ['knows capitals', '[S]\nA=0\n', wanted, '[S]\nA=0\n\n[s]\na = 1\n'],
  ['keeps the last of several', '[s]\na=0\na=2\n', wanted, '[s]\na=1\n'],
  ['lets the others go', '[s]\na=0\n[t]\n[s]\na=1\n', wanted, '[s]\n[t]\n[s]\na=1\n'],
  ['knows a head with a comment', '[s] # mine\na=0\n', wanted, '[s] # mine\na=1\n'],
  ['knows a section with a name in quotes', '[x "y"]\n', { ...tight, section: 'x "y"' }, '[x "y"]\na=1\n'],
  ['sets an option before the first section', 'a=0\n[s]\na=0\n', global, 'a=1\n[s]\na=0\n'],
  ['adds an option before the first section', '[s]\na=0\n', global, 'a = 1\n[s]\na=0\n'],
  ['adds an option without a value', '[s]\n', bare, '[s]\na\n'],
  ['leaves an option without a value', '[s]\n  a\n', bare, '[s]\n  a\n'],
  ['takes a value from an option', '[s]\n  a=0\n', bare, '[s]\n  a\n'],
  ['gives an option without a value one', '[s]\n  a\n', wanted, '[s]\n  a = 1\n'],
  ['removes an option, wherever it is', '[s]\na=0\nb=2\na=1\n[t]\na=0\n', absent, '[s]\nb=2\n[t]\na=0\n'],
  ['removes nothing where there is no option', '[s]\nb=2', absent, '[s]\nb=2'],
  ['removes a section', '# top\n[s]\na=0\n# hint\n\n[t]\n', noSection, '# top\n[t]\n'],
  ['removes a section with options of several lines', '[s]\na=0\n  1\n[t]\n', noSection, '[t]\n'],
  ['removes nothing where there is no section', '[t]', noSection, '[t]'],
  [
    'goes behind an option of several lines',
    '[s]\nb =\n  x=1\n  y=2\n',
    wanted,
    '[s]\nb =\n  x=1\n  y=2\na = 1\n',
  ],
  ['looks into no option of several lines', '[s]\nb =\n  a=0\n', tight, '[s]\nb =\n  a=0\na=1\n'],
];

const long: readonly [title: string, text: string, edit: IniEdit][] = [
  ['is indented', '[s]\na =\n  x\n', wanted],
  ['ends in a backslash', '[s]\na = x \\\ny\n', wanted],
  ['is to go', '[s]\na = x\n  y\n', absent],
];

describe('editIni', () => {
  for (const [title, text, edit, result] of cases) {
    it(`${title}, and then changes nothing more`, () => {
      const once = editIni(text, edit);

      assert.equal(once, result);
      assert.equal(editIni(result, edit), result);
    });
  }

  for (const [title, text, edit] of long) {
    it(`refuses an option of several lines that ${title}`, () => {
      const result = editIni(text, edit);

      assert.ok(result instanceof PlanFault);
      assert.equal(result.message, 'option "a" of section "s" goes on over several lines');
    });
  }

  it('makes the text secret where the value is', () => {
    const text = editIni('[s]\n', { ...wanted, value: new Secret('x') });

    assert.ok(text instanceof Secret);
    assert.equal(text.reveal(), '[s]\na = x\n');
  });

  it('gives an unknown value back', () => {
    const value = new Unknown('no lease yet');

    assert.equal(editIni('', { ...wanted, value }), value);
  });
});
