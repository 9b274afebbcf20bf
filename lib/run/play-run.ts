import type { Play, Task } from '../playbook/model.ts';
import { cutBatches } from './batches.ts';
import type { PlayContext, RunContext } from './context.ts';
import { awaitLeft } from './collect.ts';
import { runFreely } from './free.ts';
import { notifyOwed, runHandlers } from './handlers.ts';
import type { HostSession } from './host-session.ts';
import { cutSections, type TaskSection } from './sections.ts';
import { runLinearly } from './linear.ts';
import { isRunning, type Verdict } from './standing.ts';
import { countTraffic, trafficSince } from './traffic.ts';

export interface PlayOptions {
  /** Those of the play that are wanted by tags and by `--start-at`. */
  readonly tasks: readonly Task[];
}

/** A play, batch by batch; each section of a batch ends with its handlers. */
export async function runPlay(
  run: RunContext,
  play: Play,
  options: PlayOptions & { readonly sessions: readonly HostSession[] },
): Promise<Verdict> {
  const ending = { isEnded: false, doubt: undefined };
  for (const hosts of cutBatches(options.sessions, play.serial)) {
    const batch = hosts.filter(isRunning);
    if (batch.length === 0) continue;
    const verdict = await runBatch({ run, play, batch, ending }, options);
    if (verdict === 'stop') return 'stop';
    if (ending.isEnded) {
      for (const session of options.sessions) session.progress.end(play);
      break;
    }
  }
  return 'go-on';
}

async function runBatch(context: PlayContext, { tasks }: PlayOptions): Promise<Verdict> {
  const { run, play, batch, ending } = context;
  run.emit({ kind: 'play-started', play: play.name, hosts: batch.map(({ name }) => name) });
  const before = countTraffic(batch);
  for (const session of batch) session.enterPlay(ending.doubt);
  let verdict: Verdict = 'go-on';
  for (const section of cutSections(tasks)) {
    const begun = batch.filter(isRunning);
    for (const session of begun) notifyOwed(play, session, section);
    const walked = await walk(context, section);
    if (run.stop.aborted || (walked === 'stop' && !play.forceHandlers)) return 'stop';
    const owing = begun.filter(
      (session) => isRunning(session) || (play.forceHandlers && session.state === 'failed'),
    );
    const handled = await runHandlers(context, owing);
    verdict = walked === 'stop' ? 'stop' : handled;
    if (verdict === 'stop') break;
  }
  run.emit({ kind: 'play-ended', play: play.name, traffic: trafficSince(before, batch) });
  return verdict;
}

/** Nothing goes on in the background when a section has ended, however it did. */
async function walk(context: PlayContext, section: TaskSection): Promise<Verdict> {
  try {
    return await (context.play.strategy === 'free' ? runFreely : runLinearly)(context, section);
  } finally {
    await awaitLeft(context, context.batch, []);
  }
}
