import assert from 'node:assert/strict';
import { selectHosts } from '../../lib/inventory/pattern.ts';
import type { Host, Inventory } from '../../lib/inventory/model.ts';

const groups = {
  all: ['db1', 's1', 's2', 's3', 'web.example.org', 'edge-1'],
  db: ['db1'],
  server: ['s1', 's2', 's3'],
  edge: ['s3', 'edge-1'],
  'k3s-server': ['s1', 's2'],
  none: [],
};
const inventory: Pick<Inventory, 'hosts' | 'groups'> = {
  groups,
  hosts: new Map(groups.all.map((name) => [name, { name } as Host])),
};

describe('selectHosts', () => {
  const table: Readonly<Record<string, readonly string[]>> = {
    all: groups.all,
    '*': groups.all,
    server: ['s1', 's2', 's3'],
    s2: ['s2'],
    'edge:db': ['db1', 's3', 'edge-1'],
    'edge, db': ['db1', 's3', 'edge-1'],
    's3,s1': ['s1', 's3'],
    'server:&edge': ['s3'],
    'server:!edge': ['s1', 's2'],
    '!edge:server': ['s1', 's2'],
    '!server': ['db1', 'web.example.org', 'edge-1'],
    'all:!server:!db': ['web.example.org', 'edge-1'],
    'server:db:&edge:!s1': ['s3'],
    's?': ['s1', 's2', 's3'],
    '*.example.org': ['web.example.org'],
    'k3s-*': ['s1', 's2'],
    'e*:!edge-?': ['s3'],
    'nothing-*': [],
    none: [],
    'server[0]': ['s1'],
    'server[-1]': ['s3'],
    'server[1:]': ['s2', 's3'],
    'server[0:1]': ['s1', 's2'],
    'server[:1]': ['s1', 's2'],
    'server[-2:]': ['s2', 's3'],
    'server[:-2]': ['s1', 's2'],
    'server[9]': [],
    'server[-9]': [],
    'db[1:]': [],
    'server:!server[0]': ['s2', 's3'],
    's*[1:]': ['s2', 's3'],
    '~s\\d': ['s1', 's2', 's3'],
    '~s[12]': ['s1', 's2'],
    '~(s|db)[1,2]': ['db1', 's1', 's2'],
    '~s\\d{1,2}:db': ['db1', 's1', 's2', 's3'],
    '~(?:db|e)': ['db1', 's3', 'edge-1'],
    '~db$': ['db1'],
    '~ver$': [],
    'server:!~s[13]': ['s2'],
    'all:& ~.*edge.*,!~edge-\\d': ['s3'],
    localhost: ['localhost'],
    'db:localhost': ['db1', 'localhost'],
    'all:!localhost': groups.all,
  };
  for (const [pattern, expected] of Object.entries(table)) {
    it(`reads ${pattern} as [${expected.join(' ')}]`, () => {
      assert.deepEqual(selectHosts(pattern, inventory), { hosts: expected, diagnostics: [] });
    });
  }

  const wrong: readonly (readonly [pattern: string, code: string, hint: RegExp])[] = [
    ['sever', 'inventory/unknown-name', /did you mean "server"\?/],
    ['server:!egde', 'inventory/unknown-name', /did you mean "edge"\?/],
    ['constructor', 'inventory/unknown-name', /the groups are all, db/],
    ['', 'inventory/pattern', /write group or host names/],
    ['server:', 'inventory/pattern', /write group or host names/],
    ['server[x]', 'inventory/pattern', /write group or host names/],
    ['~s(\\d', 'inventory/pattern', /after "~" stands a regular expression/],
    ['server:~', 'inventory/pattern', /after "~"/],
  ];
  for (const [pattern, code, hint] of wrong) {
    it(`refuses ${JSON.stringify(pattern)}`, () => {
      const span = { file: 'play.yml', line: 3, column: 10 };

      const { hosts, diagnostics } = selectHosts(pattern, inventory, { span });

      assert.deepEqual(hosts, []);
      assert.deepEqual(
        diagnostics.map((diagnostic) => [diagnostic.code, diagnostic.span]),
        [[code, span]],
      );
      assert.match(diagnostics[0]?.hint ?? '', hint);
    });
  }

  it('takes an inventory host called localhost as one of all', () => {
    const own = {
      groups: { all: ['localhost', 's1'] },
      hosts: new Map(inventory.hosts).set('localhost', {} as Host),
    };

    assert.deepEqual(selectHosts('localhost', own).hosts, ['localhost']);
    assert.deepEqual(selectHosts('all:!localhost', own).hosts.includes('localhost'), false);
  });
});
