import { Unknown } from '../core/unknown.ts';
import type { Play, Task } from '../playbook/model.ts';
import type { PlayContext, RunContext } from './context.ts';
import type { TaskRef } from './events.ts';
import type { HostSession } from './host-session.ts';
import { cutBatches } from './batches.ts';
import { narrow, runAll } from './limit.ts';
import { mayRun } from './outcome.ts';
import { debtId, settleDebt } from './owed-handlers.ts';
import { userOf } from './privilege.ts';
import { buildScope } from './scope.ts';
import { passOver, runTask } from './task-loop.ts';
import { tell } from './tell.ts';
import { countTraffic, trafficSince } from './traffic.ts';

/** Whether the run goes on after a play. */
export type Verdict = 'go-on' | 'stop';

export interface PlayOptions {
  /** Those of the play that are wanted by tags and by `--start-at`. */
  readonly tasks: readonly Task[];
}

/** A play, batch by batch; each batch ends with its handlers. */
export async function runPlay(
  run: RunContext,
  play: Play,
  options: PlayOptions & { readonly sessions: readonly HostSession[] },
): Promise<Verdict> {
  for (const hosts of cutBatches(options.sessions, play.serial)) {
    const batch = hosts.filter(isRunning);
    if (batch.length === 0) continue;
    const verdict = await runBatch({ run, play, batch }, options);
    if (verdict === 'stop') return 'stop';
  }
  return 'go-on';
}

async function runBatch(context: PlayContext, options: PlayOptions): Promise<Verdict> {
  const { run, play, batch } = context;
  run.emit({ kind: 'play-started', play: play.name, hosts: batch.map(({ name }) => name) });
  const before = countTraffic(batch);
  for (const session of batch) notifyOwed(play, session);
  for (const [at, task] of options.tasks.entries()) {
    if (run.stop.aborted) return 'stop';
    leaveBlocks(batch, options.tasks.slice(at));
    const hosts = admitHosts(context, task);
    const upcoming = options.tasks.slice(at + 1);
    await runOnHosts(context, task, { hosts, upcoming, handler: false });
    if (isOver(context) || (task.runOnce && !hosts.every(isRunning))) return 'stop';
  }
  leaveBlocks(batch, []);
  if (isOver(context)) return 'stop';
  const verdict = await runHandlers(context);
  run.emit({ kind: 'play-ended', play: play.name, traffic: trafficSince(before, batch) });
  return verdict;
}

/** The hosts that come to a task, as far as blocks have a say. */
function admitHosts(context: PlayContext, task: Task): readonly HostSession[] {
  const module = context.run.modules.get(task.module);
  return context.batch.filter(isRunning).filter((session) => {
    const isDue = session.blocks.admits(task);
    if (!isDue && module) passOver({ context, task, module, session });
    return isDue;
  });
}

/** A failure that a block held back until its `always` had run is out once the block is left. */
function leaveBlocks(batch: readonly HostSession[], upcoming: readonly Task[]): void {
  for (const session of batch.filter(isRunning)) {
    if (!session.blocks.proceed(upcoming)) session.state = 'failed';
  }
}

async function runHandlers(context: PlayContext): Promise<Verdict> {
  const { run, play, batch } = context;
  for (const handler of play.handlers) {
    if (run.stop.aborted) return 'stop';
    const name = handler.name.literal?.value ?? handler.id;
    const running = batch.filter(isRunning);
    const maybe = running.filter(
      ({ notified, maybeNotified }) => maybeNotified.has(name) && !notified.has(name),
    );
    for (const session of maybe) tellMaybe(context, handler, session);
    const hosts = running.filter(({ notified }) => notified.has(name));
    if (hosts.length === 0) continue;
    await runOnHosts(context, handler, { hosts, upcoming: [], handler: true });
    await runAll(hosts.filter(isRunning), (session) => settle(context, session, name), { limit: run.hosts });
    if (isOver(context)) return 'stop';
  }
  return 'go-on';
}

/** A handler of which a dry run cannot know whether it is notified. */
function tellMaybe(context: PlayContext, handler: Task, session: HostSession): void {
  const module = context.run.modules.get(handler.module);
  if (!module) return;
  const ref = describeTask(context, handler, { session, handler: true });
  const target = { context, task: handler, ref, module, session, upcoming: [] };
  tell(target, mayRun(target, new Unknown('what notifies it may change something')), { durationMs: 0 });
  session.count('unknown');
}

/** What an earlier run left owed is run at the end of this one's batch, changed or not. */
function notifyOwed(play: Play, session: HostSession): void {
  for (const handler of play.handlers) {
    const name = handler.name.literal?.value;
    if (name !== undefined && session.owed.has(debtId(play, name))) session.notified.add(name);
  }
}

async function settle({ run, play }: PlayContext, session: HostSession, name: string): Promise<void> {
  session.notified.delete(name);
  if (run.check) return;
  const user = userOf(play, session);
  await session.connection.run(settleDebt(debtId(play, name)), { user, signal: run.abort });
}

/** A batch that has lost every host, or more than its play bears, ends the run; see `run_once` too. */
function isOver({ play, batch }: PlayContext): boolean {
  const lost = batch.filter((session) => !isRunning(session)).length;
  return lost === batch.length || losesTooMany(play, { lost, of: batch.length });
}

export function losesTooMany(
  { maxFailPercentage }: Pick<Play, 'maxFailPercentage'>,
  { lost, of }: { readonly lost: number; readonly of: number },
): boolean {
  return maxFailPercentage !== undefined && lost * 100 > maxFailPercentage * of;
}

function isRunning({ state }: HostSession): boolean {
  return state === 'running';
}

async function runOnHosts(
  context: PlayContext,
  task: Task,
  options: {
    readonly hosts: readonly HostSession[];
    readonly upcoming: readonly Task[];
    readonly handler: boolean;
  },
): Promise<void> {
  const { run } = context;
  const { upcoming } = options;
  const module = run.modules.get(task.module);
  const [first] = options.hosts;
  if (!module || !first) return;
  const hosts = task.runOnce ? [first] : options.hosts;
  const ref = describeTask(context, task, { session: first, handler: options.handler });
  run.emit({ kind: 'task-started', task: ref, hosts: hosts.map(({ name }) => name) });
  const limit = task.throttle === undefined ? run.hosts : narrow(run.hosts, task.throttle);
  await runAll(hosts, (session) => runTask({ context, task, ref, module, session, upcoming }), { limit });
  if (task.runOnce) shareResult(context, task, { from: first, hosts: options.hosts });
}

/** What ran once is known on every host of the batch. */
function shareResult(
  { run }: PlayContext,
  { register }: Task,
  { from, hosts }: { readonly from: HostSession; readonly hosts: readonly HostSession[] },
): void {
  if (register === undefined) return;
  for (const session of hosts) session.assigned[register] = from.assigned[register];
  run.epochs.values.advance();
}

function describeTask(
  context: PlayContext,
  task: Task,
  options: { readonly session: HostSession; readonly handler: boolean },
): TaskRef {
  return {
    id: task.id,
    name: nameOf(context, task, options.session),
    module: task.module,
    handler: options.handler,
  };
}

/** A name with templates is shown as the first host has it; one that cannot be rendered is no reason to fail. */
function nameOf(context: PlayContext, task: Task, session: HostSession): string {
  try {
    return String(task.name.render(buildScope(context, session, { task })));
  } catch {
    return task.id;
  }
}
