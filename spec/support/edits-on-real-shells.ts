import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Module } from '../../lib/modules/define.ts';
import type { Params } from '../../lib/testing/module-table.ts';
import { applyOnRealShell } from './real-shell.ts';
import { withShells } from './shells.ts';
import { withFolder } from './temporary-folder.ts';

export interface Edits {
  /** Name of the file. */
  readonly name?: string;
  /** What it holds at first. */
  readonly text: string;
  /** Params without the path, and what the file holds then. */
  readonly rounds: readonly (readonly [params: Params, wanted: string])[];
  /** What is kept beside it after the last round. */
  readonly backup?: string;
}

/** Has a module edit a file in one step a round, under every shell. The file keeps its mode. */
export function editsOnRealShells(
  module: Module,
  { name = "it's a file", text, rounds, backup }: Edits,
): Promise<void> {
  return withShells(async (shells) => {
    for (const shell of shells) {
      await withFolder(async (root) => {
        const path = join(root, name);
        writeFileSync(path, text, { mode: 0o600 });

        for (const [params, wanted] of rounds) {
          const { steps } = await applyOnRealShell(module, { path, ...params }, { shell, root });

          assert.equal(steps.length, 1);
          assert.equal(readFileSync(path, 'utf8'), wanted);
          assert.equal(statSync(path).mode & 0o777, 0o600);
        }
        const kept = `${path}.bak`;
        assert.equal(existsSync(kept) ? readFileSync(kept, 'utf8') : undefined, backup);
      });
    }
  });
}
