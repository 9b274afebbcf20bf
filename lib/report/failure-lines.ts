import type { Failure } from '../run/events.ts';
import { indentLines, type Look } from './look.ts';
import { showPlainly } from './show-plainly.ts';

/** The cause first, then what to do about it; the code with -v, for whoever searches for it. */
export function describeFailure({ kind, code, message, hint }: Failure, look: Look): readonly string[] {
  const { paint } = look;
  return [
    ...indentLines(showPlainly(message), ''),
    ...(hint === undefined ? [] : indentLines(`hint: ${showPlainly(hint)}`, '').map(paint.cyan)),
    ...(look.verbosity > 0 ? [paint.dim(`${kind} · ${code}`)] : []),
  ];
}
