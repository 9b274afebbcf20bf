import { readLimit } from '../../inventory/limit.ts';
import { writeTaskDocument, type WrittenTask } from '../ad-hoc/task-document.ts';
import { runListened } from '../listened-run.ts';
import { createAnswers } from '../live-report.ts';
import { prepareRun } from '../prepare-run.ts';
import { realSurroundings, type Surroundings } from '../surroundings.ts';

export interface ExecModuleFlags {
  readonly inventory: readonly string[];
  readonly identity?: string;
  readonly concurrency: number;
  readonly check: boolean;
  readonly diff: boolean;
  readonly output?: 'plain' | 'json';
}

/** Checks and runs one task, as a playbook in this folder would have it, and prints what each host answers. */
export async function execModule(
  task: WrittenTask,
  flags: ExecModuleFlags,
  surroundings: Surroundings = realSurroundings(),
): Promise<number> {
  const { connect, write } = surroundings;
  const { check, diff } = flags;
  const named = { ...task, pattern: await readLimit(task.pattern) };
  const prepared = await prepareRun([], flags, {
    ...{ persist: !check, connect },
    written: (modules) => writeTaskDocument(named, modules),
  });
  const reporter = createAnswers(flags, write);
  return runListened({ ...prepared.request, check, diff }, [reporter], surroundings);
}
