import assert from 'node:assert/strict';
import { isMap, parseDocument } from 'yaml';
import { Positions } from '../../lib/source/positions.ts';

describe('Positions', () => {
  it('walks through a map once, however many of its keys are asked for', () => {
    const names = Array.from({ length: 1000 }, (_, index) => `h${index}`);
    const text = names.map((name) => `${name}: { port: 1 }\n`).join('');
    const document = parseDocument(text);
    const map = document.contents;
    assert.ok(isMap(map));
    const { items } = map;
    let walks = 0;
    Object.defineProperty(map, 'items', {
      get: () => {
        walks += 1;
        return items;
      },
    });
    const positions = new Positions(document, text);

    const found = names.map((name) => positions.locate({ path: [name, 'port'], part: 'key' }));

    assert.deepEqual(
      found,
      names.map((name) => text.indexOf(`${name}: `) + name.length + 4),
    );
    assert.equal(walks, 1);
  });
});
