import assert from 'node:assert/strict';
import { buildRecipe } from '../../lib/lab/recipe.ts';

describe('buildRecipe', () => {
  const file = { path: 'etc/x', text: 'x', mode: 0o644 };

  it('has a hash that follows all that goes into a base root', () => {
    const hashes = [
      buildRecipe('sources', []),
      buildRecipe('other sources', []),
      buildRecipe('sources', [file]),
      buildRecipe('sources', [{ ...file, text: 'y' }]),
    ].map(({ hash }) => hash);

    assert.equal(new Set(hashes).size, hashes.length);
    assert.equal(buildRecipe('sources', [file]).hash, hashes[2]);
  });
});
