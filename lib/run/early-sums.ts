import { resolveFile } from '../playbook/lookup.ts';
import type { Task } from '../playbook/model.ts';
import type { PreparedRun } from './prepared-run.ts';
import type { RunRequest } from './request.ts';
import { selectTasks } from './selection.ts';

/**
 * Hashes files of this machine while hosts are being connected to: those of tasks that run for sure, one after the
 * other. Whoever wants one later is told its sum by `SourceFiles`, which hashes it anew if it has changed, and the fault
 * where it cannot be read.
 */
export async function hashEarly(
  { modules, selection, stop }: Pick<RunRequest, 'modules' | 'selection' | 'stop'>,
  { plays, hostsOf, files }: Pick<PreparedRun, 'plays' | 'hostsOf' | 'files'>,
): Promise<void> {
  const used = plays.filter((play) => hostsOf.get(play)?.length);
  const isWanted = selectTasks(selection, used);
  for (const play of used) {
    for (const task of play.tasks.filter((one) => isWanted(one, play) && runsForSure(one))) {
      for (const path of listFiles(task, modules)) {
        if (stop.aborted) return;
        await files.describe(path).catch(() => undefined);
      }
    }
  }
}

function runsForSure({ when, blocks, loop }: Task): boolean {
  return when.length === 0 && loop === undefined && blocks.every(({ part }) => part !== 'rescue');
}

/** Those that the params of a task name, where these are the same on every host. */
function listFiles({ module, params, folders }: Task, modules: RunRequest['modules']): readonly string[] {
  const properties = modules.get(module)?.params.properties ?? {};
  return Object.entries(params.literal?.value ?? {}).flatMap(([name, value]) => {
    const schema = properties[name] as { readonly resolve?: string } | undefined;
    return schema?.resolve === 'file' && typeof value === 'string' ? (resolveFile(value, folders) ?? []) : [];
  });
}
