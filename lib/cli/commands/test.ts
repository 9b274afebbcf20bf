import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DiagnosticsError, fault } from '../../core/diagnostic.ts';
import * as exports from '../../index.ts';
import { runOwnFile } from '../../own/run-file.ts';
import * as testing from '../../testing/index.ts';

/**
 * Runs specs of one's own modules under node:test, in TypeScript or JavaScript, without a build step. Node sets the
 * exit code, 1 where a test failed, once all have ended.
 */
export async function testCommand(named: readonly string[]): Promise<void> {
  const files = named.length > 0 ? named : listSpecs('spec');
  if (files.length === 0) {
    const hint = 'specs lie in spec/, and their names end in .spec.ts or .spec.js';
    throw new DiagnosticsError([fault('cli/no-specs', 'there are no specs here', { hint })]);
  }
  const faults = files
    .filter((file) => !existsSync(file))
    .map((file) => fault('cli/no-file', `there is no ${file}`));
  if (faults.length > 0) throw new DiagnosticsError(faults);
  for (const file of files) {
    await runOwnFile(resolve(file), { k3play: exports, 'k3play/testing': testing });
  }
}

function listSpecs(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(spec|test)\.(ts|js|mjs)$/.test(name) && !name.includes('node_modules'))
    .map((name) => join(folder, name))
    .sort();
}
