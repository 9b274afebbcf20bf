import { messageOf } from '../../core/errors.ts';
import { PlanFault } from '../step.ts';

/** Regular expressions by name, or the fault of one that is none. */
export function compilePatterns<N extends string>(
  patterns: Readonly<Record<N, string | undefined>>,
  flags = '',
): Readonly<Record<N, RegExp | undefined>> | PlanFault {
  try {
    const compiled = Object.entries<string | undefined>(patterns).map(
      ([name, pattern]) => [name, pattern === undefined ? undefined : new RegExp(pattern, flags)] as const,
    );
    return Object.fromEntries(compiled) as Record<N, RegExp | undefined>;
  } catch (cause) {
    return new PlanFault(messageOf(cause), { hint: 'regular expressions are those of JavaScript' });
  }
}
