import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as exports from '../../lib/index.ts';
import { FactsSchema } from '../../lib/modules/facts.ts';
import { modules as bundled } from '../../lib/modules/index.ts';
import { loadOwnModules } from '../../lib/own/load.ts';
import { runOwnFile } from '../../lib/own/run-file.ts';
import { loadPlaybook } from '../../lib/playbook/load.ts';
import * as testing from '../../lib/testing/index.ts';
import { blocksOf, writeBlock, type Block } from '../support/guide-blocks.ts';
import { withFolder } from '../support/temporary-folder.ts';

const GUIDE = blocksOf('guide/writing-a-module.md');
const isModule = ({ file }: Block): boolean => file.startsWith('modules/');

describe('the guide to writing a module', () => {
  it('has a module that grows, its spec, and a playbook', () => {
    assert.deepEqual(
      GUIDE.map(({ file }) => file),
      [...Array<string>(3).fill('modules/env-variable.ts'), 'spec/env-variable.spec.ts', 'site.yml'],
    );
  });

  for (const [page, blocks] of [
    ['guide', GUIDE],
    ['page on playbooks', blocksOf('playbooks.md')],
  ] as const) {
    for (const block of blocks.filter(isModule)) {
      it(`has a module that loads, in line ${block.line} of the ${page}`, () =>
        withFolder(async (folder) => {
          writeBlock(folder, block);

          const { modules, diagnostics } = await loadOwnModules([join(folder, 'modules')], {
            exports,
            bundled,
          });

          assert.deepEqual(diagnostics, []);
          assert.equal(modules.length, 1);
        }));
    }
  }

  it('has a playbook that fits the module', () =>
    withFolder(async (folder) => {
      const paths = GUIDE.map((block) => writeBlock(folder, block));
      const own = await loadOwnModules([join(folder, 'modules')], { exports, bundled });
      const modules = new Map([
        ...bundled,
        ...own.modules.map(({ module }) => [module.name, module] as const),
      ]);

      const { warnings } = await loadPlaybook(paths.at(-1) ?? '', {
        modules,
        facts: FactsSchema,
        templateFolders: [],
      });

      assert.deepEqual(warnings, []);
    }));
});

/** The guide's own spec, run by what runs this one. */
const folder = mkdtempSync(join(tmpdir(), 'k3play-guide-'));
for (const block of GUIDE) writeBlock(folder, block);
await runOwnFile(join(folder, 'spec/env-variable.spec.ts'), { k3play: exports, 'k3play/testing': testing });

after(() => rmSync(folder, { recursive: true, force: true }));
