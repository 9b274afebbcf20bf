import type { Task } from '../playbook/model.ts';
import type { PlayContext } from './context.ts';
import type { TaskRef } from './events.ts';
import type { HostSession } from './host-session.ts';
import { narrow, type Limit } from './limit.ts';
import { admitHosts, endsAll, leaveBlocks } from './linear.ts';
import { awaitLeft } from './collect.ts';
import { followWishes } from './follow.ts';
import { describeTask, shareResult } from './on-hosts.ts';
import type { TaskSection } from './sections.ts';
import { isOver, isRunning, takesPart, type Verdict } from './standing.ts';
import { runTask } from './task-loop.ts';

/** Each host goes through the tasks at its own pace; what was begun ends, where another host ends the play. */
export async function runFreely(context: PlayContext, section: TaskSection): Promise<Verdict> {
  const walk = new FreeWalk(context, section);
  const ended = await Promise.allSettled(context.batch.map((session) => walk.lead(session)));
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
  return walk.isOver || isOver(context) ? 'stop' : 'go-on';
}

/** What hosts share at a task that they come to one by one. */
interface Meeting {
  readonly ref: TaskRef;
  readonly limit: Limit;
  /** Who runs it for all where it runs once, and when that is done. */
  readonly first: HostSession;
  once?: Promise<unknown>;
}

class FreeWalk {
  isOver = false;
  readonly #context: PlayContext;
  readonly #section: TaskSection;
  readonly #meetings = new Map<Task, Meeting>();

  constructor(context: PlayContext, section: TaskSection) {
    this.#context = context;
    this.#section = section;
  }

  async lead(session: HostSession): Promise<void> {
    const context = this.#context;
    const { tasks, later } = this.#section;
    for (const [at, task] of tasks.entries()) {
      if (context.run.stop.aborted) this.isOver = true;
      if (this.isOver) return;
      const next = tasks.slice(at);
      if ((await awaitLeft(context, [session], next)) && isOver(context)) this.isOver = true;
      leaveBlocks([session], next);
      if (admitHosts(context, task, [session]).length > 0) {
        await this.#runOn(session, task, [...tasks.slice(at + 1), ...later]);
        const verdict = await followWishes(context, [session]);
        if (verdict === 'stop' || endsAll(task, [session])) this.isOver = true;
      }
      if (isOver(context)) this.isOver = true;
      if (!isRunning(session)) return;
      session.progress.pass(context.play, task);
    }
    await awaitLeft(context, [session], []);
    leaveBlocks([session], []);
  }

  async #runOn(session: HostSession, task: Task, upcoming: readonly Task[]): Promise<void> {
    const context = this.#context;
    const module = context.run.modules.get(task.module);
    if (!module) return;
    const meeting = this.#meet(session, task);
    const { ref, limit, first } = meeting;
    const runIt = (): Promise<unknown> =>
      limit(() => runTask({ context, task, ref, module, session, upcoming }));
    if (!task.runOnce) {
      await runIt();
      return;
    }
    if (first === session) meeting.once = runIt();
    await meeting.once;
    if (first !== session) shareResult(context, task, { from: first, hosts: [session] });
  }

  /** The first to come tells of the task. */
  #meet(session: HostSession, task: Task): Meeting {
    const known = this.#meetings.get(task);
    if (known) return known;
    const { run, batch } = this.#context;
    const meeting = {
      ref: describeTask(this.#context, task, { session, handler: false }),
      limit: narrow(run.hosts, task.throttle),
      first: session,
    };
    this.#meetings.set(task, meeting);
    const hosts = task.runOnce ? [session] : batch.filter(takesPart);
    run.emit({ kind: 'task-started', task: meeting.ref, hosts: hosts.map(({ name }) => name), free: true });
    return meeting;
  }
}
