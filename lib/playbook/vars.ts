import { isVariableName, RESERVED_NAMES } from '../inventory/names.ts';
import { compileLiteral } from '../template/literal.ts';
import type { Compiled } from '../template/compiled.ts';
import { compileValue } from '../template/compile.ts';
import type { Compiling } from './draft.ts';
import type { Place } from './place.ts';

/** Variables of a play or a task, compiled. */
export function readVars(
  place: Place | undefined,
  { faults, language }: Compiling,
): Readonly<Record<string, Compiled>> {
  const vars: Record<string, Compiled> = {};
  for (const name of place?.keys() ?? []) {
    const part = place?.at(name);
    if (!part) continue;
    if (RESERVED_NAMES.has(name)) {
      const hint = 'choose another name';
      faults.add('reserved-name', `"${name}" has a meaning of its own`, { span: part.keySpan, hint });
    } else if (!isVariableName(name)) {
      const hint = `expressions cannot name it; "${name.replace(/\W/g, '_').replace(/^(\d)/, '_$1')}" would do`;
      faults.add('bad-name', `"${name}" cannot be the name of a variable`, { span: part.keySpan, hint });
    }
    // One that is wrong is there all the same, so that its readers are not told of as well.
    vars[name] =
      faults.attempt(() => compileValue(part.value, part.spans, language)) ?? compileLiteral(null, part.span);
  }
  return vars;
}
