import assert from 'node:assert/strict';
import { matchesPatterns } from '../../../lib/connection/ssh/pattern.ts';

describe('matchesPatterns', () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ['web1', 'web1', true],
    ['web1', 'WEB1', true],
    ['web1', 'web12', false],
    ['web?', 'web1', true],
    ['web?', 'web', false],
    ['*.example.org', 'a.b.example.org', true],
    ['*.example.org', 'example.org', false],
    ['*', 'anything', true],
    ['* !web1', 'web1', false],
    ['!web1 *', 'web1', false],
    ['!web1', 'web2', false],
    ['10.0.0.?', '10x0.0.1', false],
    ['[10.0.0.1]:2222', '[10.0.0.1]:2222', true],
  ];
  for (const [patterns, name, expected] of cases) {
    it(`${expected ? 'matches' : 'does not match'} ${name} with "${patterns}"`, () => {
      assert.equal(matchesPatterns(patterns.split(' '), name), expected);
    });
  }
});
