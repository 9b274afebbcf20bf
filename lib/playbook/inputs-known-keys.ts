import { fault, type Diagnostic } from '../core/diagnostic.ts';
import { hintNearest } from '../core/nearest.ts';
import { isPlainMap } from '../schema/examine.ts';
import { locateInput } from './inputs-faults.ts';
import { findMarks, readAt } from './inputs-marks.ts';
import type { InputResolver, InputValue } from './inputs-value.ts';

/** Warns of each key that a map with `knownKeys` has and they do not name, once for all hosts with that value. */
export function warnOfUnknownKeys(
  { name, schema }: InputResolver,
  values: Iterable<InputValue>,
): Diagnostic[] {
  const marks = findMarks(schema, ({ knownKeys }) => knownKeys);
  const distinct = new Map([...values].map((value) => [value.id, value]));
  return [...distinct.values()].flatMap((input) =>
    marks.flatMap(({ path, mark: known }) => {
      const map = input.kind === 'present' ? readAt(input.value, path) : undefined;
      const unknown = isPlainMap(map) ? Object.keys(map).filter((key) => !known.includes(bare(key))) : [];
      return unknown.map((key): Diagnostic => {
        const { span, place } = locateInput(input.layers, [...path, key]);
        const message = `${place}input ${[name, ...path].join('.')}: "${key}" is no key that is known`;
        const hint = hintNearest(bare(key), known) ?? 'it is passed on as it is';
        return { ...fault('inputs/unknown-key', message, { span, hint }), severity: 'warning' };
      });
    }),
  );
}

/** `key+` adds to what `key` is elsewhere. */
function bare(key: string): string {
  return key.replace(/\+$/, '');
}
