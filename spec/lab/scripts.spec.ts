import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { KEEPER } from '../../lib/lab/keeper.ts';
import { buildRecipe } from '../../lib/lab/recipe.ts';

const recipe = buildRecipe('', []);
const prepare = recipe.files.find(({ path }) => path.endsWith('/prepare'))?.text ?? '';

describe('shell texts of the lab', () => {
  for (const [what, text] of [
    ['the keeper of a host', KEEPER],
    ['what prepares a host at boot', prepare],
    ['what finishes a base root', recipe.finish],
  ] as const) {
    it(`parses as POSIX sh: ${what}`, () => {
      const { status, stderr } = spawnSync('sh', ['-n'], { input: text, encoding: 'utf8' });

      assert.ok(text.length > 0);
      assert.equal(status, 0, stderr);
    });
  }
});
