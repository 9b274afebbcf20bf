import type { Counts } from './events.ts';

/** Which changes of a dry run are a failure: those that are certain, or those that are possible too. */
export type FailOnChange = 'certain' | 'possible';

/** 130 interrupted, 2 a host failed, 4 one was unreachable, 5 changes where none were wanted, else 0. */
export function exitCodeOf(
  hosts: readonly Counts[],
  options: { readonly interrupted: boolean; readonly failOnChange: FailOnChange | undefined },
): number {
  const sum = (status: keyof Counts): number => hosts.reduce((total, counts) => total + counts[status], 0);
  if (options.interrupted) return 130;
  if (sum('failed') > 0) return 2;
  if (sum('unreachable') > 0) return 4;
  if (options.failOnChange === undefined) return 0;
  return sum('changed') + (options.failOnChange === 'possible' ? sum('unknown') : 0) > 0 ? 5 : 0;
}
