import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listErrorCodes, listWords } from '../support/error-codes.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/errors.md'), 'utf8');
const told = [...PAGE.matchAll(/`([a-z]+\/[a-z0-9-]+)`/g)].map(([, code = '']) => code);

describe('docs/errors.md', () => {
  it('says what every code of an error means', () => {
    const missing = listErrorCodes().filter((code) => !told.includes(code));

    assert.deepEqual(missing, []);
  });

  it('tells of no code that there is none of', () => {
    const words = listWords();
    const stale = told.filter((code) => !words.has(code) && !words.has(code.replace(/^.*\//, '')));

    assert.deepEqual(stale, []);
  });

  it('tells of each once', () => {
    const rows = [...PAGE.matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(([, cell = '']) => cell.split(', '));

    assert.deepEqual(
      rows.filter((code, index) => rows.indexOf(code) !== index),
      [],
    );
  });
});
