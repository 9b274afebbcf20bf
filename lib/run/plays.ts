import type { Play, Task } from '../playbook/model.ts';
import type { RunContext } from './context.ts';
import { createContext } from './create-context.ts';
import type { Undone } from './events.ts';
import { gatherFacts } from './gather-facts.ts';
import { createLimit } from './limit.ts';
import { createTemplateFiles } from './local-files.ts';
import { describeTask } from './on-hosts.ts';
import type { Place } from './place.ts';
import { runPlay } from './play-run.ts';
import type { PreparedRun } from './prepared-run.ts';
import type { RunRequest } from './request.ts';
import { selectTasks } from './selection.ts';
import { losesTooMany } from './standing.ts';
import { numberTasks } from './task-places.ts';
import { listUndone } from './undone.ts';

/** Gives who tells what was left undone; in a dry run that is nothing. */
export async function runPlays(request: RunRequest, prepared: PreparedRun): Promise<() => readonly Undone[]> {
  const shared = {
    announced: { first: undefined },
    epochs: prepared.preflight.epochs,
    files: prepared.files,
    gatherFacts: (place: Place) => gatherFacts(place, prepared.preflight.machines),
    lookAhead: request.lookAhead,
    hosts: createLimit(request.concurrency),
    templates: createTemplateFiles(request.templateFolders, prepared.files, request.language),
    places: numberTasks(prepared.plays),
  };
  const contexts = new Map<Play, RunContext>();
  const contextOf = (play: Play): RunContext => {
    const context = contexts.get(play) ?? createContext(request, { ...prepared, play, shared });
    contexts.set(play, context);
    return context;
  };
  const { plays, hostsOf } = prepared;
  const isWanted = selectTasks(
    request.selection,
    plays.filter((play) => hostsOf.get(play)?.length),
  );
  await walkPlays(request, prepared, { contextOf, isWanted });
  if (request.check) return () => [];
  return () =>
    listUndone(prepared.sessions.values(), {
      ...prepared,
      isWanted,
      describe: (play, task, session) => {
        const context = {
          run: contextOf(play),
          play,
          batch: [session],
          ending: { isEnded: false, doubt: undefined },
        };
        return describeTask(context, task, { session, handler: false });
      },
    });
}

interface Walk {
  readonly contextOf: (play: Play) => RunContext;
  readonly isWanted: (task: Task, play: Play) => boolean;
}

async function walkPlays(
  request: RunRequest,
  { plays, hostsOf, sessions, emit }: PreparedRun,
  { contextOf, isWanted }: Walk,
): Promise<void> {
  for (const play of plays) {
    if (request.stop.aborted) return;
    const all = (hostsOf.get(play) ?? []).flatMap((name) => sessions.get(name) ?? []);
    const lost = all.filter(({ state }) => state !== 'running');
    const running = all.filter(({ state }) => state === 'running');
    if (losesTooMany(play, { lost: lost.length, of: all.length })) {
      const names = lost.map(({ name }) => name).join(', ');
      const needed = play.maxFailPercentage === 0 ? 'all' : `${100 - (play.maxFailPercentage ?? 0)} %`;
      const message = `stopped before the play "${play.name}": it needs ${needed} of its hosts, and lost ${names}`;
      emit({ kind: 'warning', message });
      return;
    }
    if (running.length === 0) {
      if (all.length > 0) return;
      continue;
    }
    const context = contextOf(play);
    const tasks = play.tasks.filter((task) => isWanted(task, play));
    if ((await runPlay(context, play, { tasks, sessions: running })) === 'stop') return;
  }
}
