import { join, resolve } from 'node:path';
import { fault, type Diagnostic } from '../core/diagnostic.ts';
import { locateInput } from './inputs-faults.ts';
import { findMarks, readAt } from './inputs-marks.ts';
import type { InputResolver, InputValue } from './inputs-value.ts';
import { isFile } from './lookup.ts';

/** Tells each `localFile` property that names no file of this machine, once for all hosts with that value. */
export function checkLocalFiles({ name, schema }: InputResolver, values: Iterable<InputValue>): Diagnostic[] {
  const marks = findMarks(schema, ({ localFile }) => localFile);
  const distinct = new Map([...values].map((value) => [value.id, value]));
  return [...distinct.values()].flatMap((input) =>
    marks.flatMap(({ path, mark }) => {
      const named = input.kind === 'present' ? readAt(input.value, path) : undefined;
      if (typeof named !== 'string') return [];
      const file = mark === true ? named : join(named, mark);
      if (isFile(file)) return [];
      const { span, place } = locateInput(input.layers, path);
      const subject = [name, ...path].join('.');
      const hint = `looked for ${resolve(file)}`;
      return fault('inputs/no-file', `${place}input ${subject}: there is no file "${file}"`, { span, hint });
    }),
  );
}
