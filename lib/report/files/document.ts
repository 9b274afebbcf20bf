import type { TaskEnded } from '../fold.ts';
import type { RunRecord, TaskRecord } from './run-record.ts';

/** A run as one JSON document, for programs that look at it afterwards. */
export function buildDocument(record: RunRecord, options: { readonly diff: boolean }): string {
  const { started, ended, plays, warnings, lost } = record;
  const document = {
    startedAt: started?.at,
    durationMs: ended?.durationMs,
    check: started?.check,
    resumes: started?.resumes,
    playbooks: started?.playbooks,
    /** Null where the run came to no end. */
    exitCode: ended?.exitCode ?? null,
    hosts: ended?.hosts ?? {},
    unreachable: lost,
    warnings: warnings.map(({ host, message }) => ({ host, message })),
    plays: plays.map(({ name, hosts, tasks }) => ({
      name,
      hosts,
      tasks: tasks.map((task) => describeTask(task, options)),
    })),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function describeTask({ results, ...ref }: TaskRecord, { diff }: { readonly diff: boolean }): object {
  return { ...ref, results: results.map((result) => describeResult(result, diff)) };
}

function describeResult(ended: TaskEnded, diff: boolean): object {
  const { host, item, status, borne, doneIn, message, failure, result, durationMs } = ended;
  const steps = diff ? ended.steps : ended.steps.map((step) => ({ ...step, diff: undefined }));
  return { host, item, status, borne, doneIn, message, failure, steps, result, durationMs };
}
