import { messageOf } from '../../core/errors.ts';
import { WrongValue } from '../../template/errors.ts';
import { matchBounded } from '../../template/regexp.ts';
import { PlanFault } from '../step.ts';

type Patterns = Readonly<Record<string, string | undefined>>;
type Compiled<P extends Patterns> = {
  readonly [N in keyof P]: P[N] extends string ? RegExp : RegExp | undefined;
};

/** Regular expressions by name, or the fault of one that is none. */
export function compilePatterns<P extends Patterns>(patterns: P, flags = ''): Compiled<P> | PlanFault {
  try {
    const compiled = Object.entries(patterns).map(
      ([name, pattern]) => [name, pattern === undefined ? undefined : new RegExp(pattern, flags)] as const,
    );
    return Object.fromEntries(compiled) as Compiled<P>;
  } catch (cause) {
    return new PlanFault(messageOf(cause), { hint: 'regular expressions are those of JavaScript' });
  }
}

/** What matching leads to, or the fault of a regular expression that takes too long on the text; see matchBounded. */
export function matchOrFault<T>(regexps: readonly (RegExp | undefined)[], work: () => T): T | PlanFault {
  try {
    return matchBounded(regexps, work);
  } catch (error) {
    if (!(error instanceof WrongValue)) throw error;
    return new PlanFault(error.message, error.hint === undefined ? {} : { hint: error.hint });
  }
}
