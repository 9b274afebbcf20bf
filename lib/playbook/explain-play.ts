import { K3Error } from '../core/errors.ts';
import type { ExplainedPlace, Explanation } from '../inventory/explain.ts';
import { rankOf, titleOf } from '../inventory/precedence.ts';
import type { Compiled, Scope } from '../template/compiled.ts';
import type { Play } from './model.ts';
import { scopeBefore, hostsOfPlay, type PlayHostsOptions } from './play-hosts.ts';

/** Instead of a value that needs facts or results. */
export const LATER = '(known only in a run)';

/** An explanation with the places of the plays that a host takes part in. Each play has a winner of its own. */
export function explainInPlays(
  { host, variable, places }: Explanation,
  plays: readonly Play[],
  options: PlayHostsOptions,
): Explanation {
  const added: ExplainedPlace[] = [];
  const winners = new Set<ExplainedPlace>();
  for (const play of plays.filter((play) => hostsOfPlay(play, options).includes(host))) {
    const scope = scopeBefore(play, host, options);
    const own = listPlaces(play, variable, scope);
    added.push(...own);
    const rivals = [...places, ...own].filter(({ level }) => level !== 'task');
    const winner = sortByRank(rivals).at(-1);
    if (winner) winners.add(winner);
  }
  if (winners.size === 0) return { host, variable, places };
  const all = sortByRank([...places, ...added]);
  return { host, variable, places: all.map((place) => ({ ...place, wins: winners.has(place) })) };
}

function listPlaces(play: Play, variable: string, scope: Scope): ExplainedPlace[] {
  const { farVars = {}, ownVars = play.vars } = play;
  const levels = [
    { level: 'vars-files', title: `${titleOf('vars-files')} of "${play.name}"`, vars: farVars },
    { level: 'play', title: `play "${play.name}"`, vars: ownVars },
    ...play.tasks.map((task) => ({
      level: 'task' as const,
      title: `task "${task.name.literal?.value ?? task.id}"`,
      vars: task.vars,
    })),
  ] as const;
  return levels.flatMap(({ level, title, vars }) => {
    const compiled = Object.hasOwn(vars, variable) ? vars[variable] : undefined;
    if (!compiled) return [];
    return [{ level, title, place: compiled.span, value: renderEarly(compiled, scope), wins: false }];
  });
}

function renderEarly(compiled: Compiled, scope: Scope): unknown {
  try {
    return compiled.render(scope);
  } catch (error) {
    if (error instanceof K3Error) return LATER;
    throw error;
  }
}

function sortByRank(places: readonly ExplainedPlace[]): ExplainedPlace[] {
  return [...places].sort((a, b) => rankOf(a.level) - rankOf(b.level));
}
