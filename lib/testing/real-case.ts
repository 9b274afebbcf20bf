import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Module } from '../modules/define.ts';
import type { RealCase } from './module-table.ts';
import { applyOnRealShell } from './real-shell.ts';
import { furnishShell, type Shell } from './shells.ts';

/** Carries a case out in a fresh folder, whose name tries the quoting of all that goes into shell text. */
export async function runForReal(
  module: Module,
  { entry, shell }: { readonly entry: RealCase; readonly shell: Shell },
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'k3play-module-'));
  const furnished = furnishShell(shell);
  try {
    const root = join(folder, "it's a $folder");
    mkdirSync(root);
    await entry.arrange?.(root);
    const facts = entry.facts ?? {};
    const runs = await applyOnRealShell(module, entry.params(root), { shell: furnished.shell, root, facts });
    await entry.check?.(root, runs);
  } finally {
    furnished.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}
