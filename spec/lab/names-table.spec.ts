import assert from 'node:assert/strict';
import { mergeNamesTable } from '../../lib/lab/names-table.ts';

describe('mergeNamesTable', () => {
  const hosts = [{ name: 'h1', address: '198.18.0.2' }];

  it('adds the hosts below what is there, and twice is once', () => {
    const once = mergeNamesTable('127.0.0.1 localhost', hosts);

    assert.match(once, /^127\.0\.0\.1 localhost\n#.*\n198\.18\.0\.2 h1\n#.*\n$/);
    assert.equal(mergeNamesTable(once, hosts), once);
  });

  it('replaces its own lines and keeps those around them', () => {
    const before = `${mergeNamesTable('127.0.0.1 localhost\n', hosts)}10.0.0.9 api\n`;

    const after = mergeNamesTable(before, [{ name: 'h2', address: '198.18.0.3' }]);

    assert.match(after, /^127\.0\.0\.1 localhost\n#.*\n198\.18\.0\.3 h2\n#.*\n10\.0\.0\.9 api\n$/);
  });
});
