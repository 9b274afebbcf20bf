import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../support/k3play.ts';

const FOLDER = join(ROOT, 'docs', 'decisions');
const PAGES = readdirSync(FOLDER).sort();
const TEXTS = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'],
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) => join('docs', name)),
].filter((name) => name.endsWith('.md'));

/** Links to files, without what they point to in them; code has none. */
function linksOf(text: string): readonly string[] {
  const prose = text.replaceAll(/```[^]*?```|`[^`\n]*`/g, '');
  const links = prose.matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g);
  return [...links].map(([, link = '']) => link).filter((link) => !/^[a-z]+:/.test(link));
}

describe('docs/decisions', () => {
  it('has pages called as 0001-modules-are-two-pure-functions.md, each by a number of its own', () => {
    const numbers = PAGES.map((name) => /^(\d{4})(?:-[a-z0-9]+)+\.md$/.exec(name)?.[1]);
    const wrong = PAGES.filter((_, index) => {
      const number = numbers[index];
      return number === undefined || numbers.indexOf(number) !== numbers.lastIndexOf(number);
    });

    assert.deepEqual(wrong, []);
  });

  for (const name of PAGES) {
    it(`begins ${name} with what was decided, in words`, () => {
      const [title = '', blank] = readFileSync(join(FOLDER, name), 'utf8').split('\n');

      assert.match(title, /^# \p{Lu}.*[^.]$/u);
      assert.doesNotMatch(title, /\d{4}/);
      assert.equal(blank, '');
    });
  }
});

describe('pages of the docs', () => {
  it('lead to files that are there', () => {
    const astray = TEXTS.flatMap((name) =>
      linksOf(readFileSync(join(ROOT, name), 'utf8'))
        .filter((link) => !existsSync(join(ROOT, dirname(name), link)))
        .map((link) => `${name}: ${link}`),
    );

    assert.ok(TEXTS.length > 50);
    assert.deepEqual(astray, []);
  });
});
