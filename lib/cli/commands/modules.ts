import { dirname } from 'node:path';
import { DiagnosticsError, fault } from '../../core/diagnostic.ts';
import { hintNearest } from '../../core/nearest.ts';
import { describeModule } from '../../modules/describe.ts';
import { describeExec } from '../ad-hoc/describe-exec.ts';
import { loadModulesIn } from '../own-code.ts';
import { findPlaybook } from '../playbook-file.ts';

/** Lists the modules, the user's own with their files, or prints the page of one. */
export async function modulesCommand(
  name: string | undefined,
  { playbook }: { readonly playbook?: string },
): Promise<void> {
  const folder = playbook === undefined ? '.' : dirname(findPlaybook(playbook));
  const { table, own, diagnostics } = await loadModulesIn([folder]);
  // A page of a bundled module has nothing to do with mistakes in others.
  if (diagnostics.length > 0 && (name === undefined || !table.has(name)))
    throw new DiagnosticsError(diagnostics);
  if (name === undefined) {
    const width = Math.max(...[...table.keys()].map((key) => key.length));
    for (const module of table.values()) {
      const file = own.find((one) => one.module === module)?.file;
      const mark = file === undefined ? '' : ` (${file})`;
      process.stdout.write(`${module.name.padEnd(width)}  ${module.summary}${mark}\n`);
    }
    return;
  }
  const module = table.get(name);
  if (!module) {
    const hint = hintNearest(name, table.keys());
    throw new DiagnosticsError([fault('cli/unknown-module', `module "${name}" does not exist`, { hint })]);
  }
  const command = describeExec(module);
  const once = command === undefined ? '' : `\nOn hosts, without a playbook\n\n  ${command}\n`;
  process.stdout.write(`${describeModule(module)}${once}`);
}
