import { DiagnosticsError, fault } from '../../core/diagnostic.ts';
import { hintNearest } from '../../core/nearest.ts';
import { modules } from '../../modules/index.ts';
import { describeModule } from '../../modules/describe.ts';

/** Lists the modules, or prints the page of one. */
export function modulesCommand(name: string | undefined): void {
  if (name === undefined) {
    const width = Math.max(...[...modules.keys()].map((key) => key.length));
    for (const module of modules.values()) {
      process.stdout.write(`${module.name.padEnd(width)}  ${module.summary}\n`);
    }
    return;
  }
  const module = modules.get(name);
  if (!module) {
    const hint = hintNearest(name, modules.keys());
    throw new DiagnosticsError([fault('cli/unknown-module', `module "${name}" does not exist`, { hint })]);
  }
  process.stdout.write(describeModule(module));
}
