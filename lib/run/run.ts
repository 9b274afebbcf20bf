import { hashEarly } from './early-sums.ts';
import type { Counts, RunEvent, Undone } from './events.ts';
import { exitCodeOf } from './exit-code.ts';
import { runPlays } from './plays.ts';
import { connectAll } from './preflight.ts';
import { prepareHosts } from './prepared-run.ts';
import type { RunRequest } from './request.ts';
import { countTraffic } from './traffic.ts';

/** Runs playbooks from the first connection to the closing line; the exit code is that of DESIGN.md's table. */
export async function runPlaybooks(request: RunRequest): Promise<number> {
  const started = performance.now();
  let unguarded = 0;
  const emit = (event: RunEvent): void => {
    if (event.kind === 'task-ended' && event.unguarded) unguarded += 1;
    request.listen(request.redactor.redactValue(event) as RunEvent);
  };
  const prepared = prepareHosts(request, emit);
  const { sessions } = prepared;
  emit({
    kind: 'run-started',
    at: new Date().toISOString(),
    check: request.check,
    playbooks: request.playbooks.map(({ file }) => file),
    hosts: [...sessions.keys()],
    resumes: request.done?.after,
  });
  let listLeft: () => readonly Undone[];
  try {
    void hashEarly(request, prepared);
    await connectAll([...sessions.values()], prepared.preflight);
    listLeft = await runPlays(request, prepared);
  } finally {
    await Promise.all([...sessions.values()].map((session) => session.close()));
    prepared.files.stop();
  }
  const hosts: Record<string, Counts> = {};
  for (const { name, counts } of sessions.values()) hosts[name] = counts;
  const exitCode = exitCodeOf(Object.values(hosts), {
    interrupted: request.stop.aborted,
    failOnChange: request.check ? request.failOnChange : undefined,
  });
  const undone = exitCode === 0 ? [] : listLeft();
  emit({
    kind: 'run-ended',
    exitCode,
    durationMs: Math.round(performance.now() - started),
    hosts,
    traffic: countTraffic(sessions.values()),
    ...(undone.length > 0 && { undone }),
    ...(unguarded > 0 && exitCode !== 0 && !request.check && { unguarded }),
  });
  return exitCode;
}
