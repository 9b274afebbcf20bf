import assert from 'node:assert/strict';
import { parseOptions } from '../../bench/options.ts';

describe('parseOptions', () => {
  it('runs everything where nothing is asked for', () =>
    assert.deepEqual(parseOptions([]), { only: [], rounds: 5, quick: false }));

  it('takes names parted by commas', () =>
    assert.deepEqual(parseOptions(['--only', 'true,link', '--rounds', '2']).only, ['true', 'link']));

  for (const words of [['--only', 'treu'], ['--rounds', '0'], ['--rounds', 'x'], ['--fast']])
    it(`refuses ${words.join(' ')}`, () => assert.throws(() => parseOptions(words)));
});
