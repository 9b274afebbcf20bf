import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { modules } from '../../lib/modules/index.ts';

const ROOT = join(import.meta.dirname, '../..');
const LAWS = join(ROOT, 'spec/laws');

/** Modules that need more than a host of their own, by the spec in which the laws are shown of them. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'etcd-member': 'spec/e2e/matrix/keepalived.spec.ts',
  'kubernetes-manifest': 'spec/e2e/k3s-double/manifest.spec.ts',
};

/** Modules of a family of which each is part of a bundled playbook, which spec/e2e/matrix goes through whole. */
function isBundled(name: string, bundled: string): boolean {
  return name.startsWith('k3s-') && bundled.includes(`${name}:`);
}

function readAll(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yml'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
}

describe('the four laws', () => {
  const laws = readAll(LAWS);
  const bundled = readAll(join(ROOT, 'playbooks'));

  for (const name of modules.keys()) {
    it(`are shown of ${name}`, () => {
      const elsewhere = ELSEWHERE[name];
      const shown = new RegExp(`^\\s*(- )?${name}:`, 'm').test(laws) || isBundled(name, bundled);

      assert.ok(shown || (elsewhere !== undefined && existsSync(join(ROOT, elsewhere))));
    });
  }

  it('are shown by twenty playbooks', () => {
    const own = readdirSync(LAWS).filter((name) => name.endsWith('.yml'));

    assert.ok(own.length >= 20, `${own.length} playbooks`);
  });
});
