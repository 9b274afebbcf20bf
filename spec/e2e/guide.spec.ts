import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { k3play, ROOT } from '../support/k3play.ts';
import { withFolder } from '../support/temporary-folder.ts';

const LANGUAGES = ['en', 'zh'] as const;
type Language = (typeof LANGUAGES)[number];

/** What every snippet of the guide stands upon: it adds to these hosts, or says others. */
const BASE = {
  connection: { user: 'root' },
  groups: {
    datastore: { hosts: { db1: { address: '10.0.0.11' } } },
    server: { hosts: { server1: { address: '10.0.0.21' }, server2: { address: '10.0.0.22' } } },
    lb: { hosts: { lb1: { address: '10.0.0.31' } } },
    agent: { hosts: { agent1: { address: '10.0.0.41' } } },
  },
};
/** Files that snippets name. */
const FILES = ['k3s', 'ca.crt', 'client.crt', 'client.key', 'bundle/bundle.json'];

interface Snippet {
  readonly line: number;
  readonly text: string;
}

describe('the guide', () => {
  const english = snippetsOf('en');

  it('has the same snippets in each language', () => {
    assert.ok(english.length > 10, `${english.length} snippets`);
    for (const language of LANGUAGES) {
      assert.deepEqual(
        snippetsOf(language).map(({ text }) => text),
        english.map(({ text }) => text),
        language,
      );
    }
  });

  for (const { line, text } of english) {
    it(`has a valid snippet in line ${line}`, () =>
      withFolder(async (folder) => {
        await mkdir(join(folder, 'bundle'));
        for (const file of FILES) await writeFile(join(folder, file), 'content\n', { mode: 0o600 });
        const inventory = join(folder, 'hosts.yml');
        await writeFile(inventory, stringify(merge(BASE, parse(text))));

        const { code, stdout, stderr } = await k3play(['validate', 'ha.yml', '-i', inventory], {
          cwd: folder,
        });

        assert.equal(code, 0, stdout + stderr);
      }));
  }
});

function snippetsOf(language: Language): readonly Snippet[] {
  const guide = readFileSync(join(ROOT, 'docs', 'guide', `${language}.md`), 'utf8');
  return [...guide.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(({ 1: text = '', index }) => ({
    line: guide.slice(0, index).split('\n').length,
    text,
  }));
}

/** Maps key by key, but for the hosts of a group, which replace one another. */
function merge(base: unknown, added: unknown, key?: string): unknown {
  if (!isMap(base) || !isMap(added) || key === 'hosts') return added;
  const merged: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(added)) merged[name] = merge(base[name], value, name);
  return merged;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
