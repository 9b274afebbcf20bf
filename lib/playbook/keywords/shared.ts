import { t } from '../../schema/build.ts';

export const Vars = t.Map(t.Any({ description: 'Any value, with templates.' }), {
  description: 'Variables by name. `!env`, `!file`, `!command` and `!http` look a value up.',
});
export const Tags = t.Words({ description: 'Words to choose tasks by.' });
/** A CEL expression, told apart from plain data by the compiler. */
export const Condition = t.Any({ description: 'CEL that is true or false.' });

export const Environment = t.Map(t.Any({ description: 'A text with templates, a number, true or false.' }), {
  description: 'Variables exported on the host for the task, by name; the nearest word wins.',
});

export const CheckMode = t.Boolean({
  description: 'With true it is only looked at what would change, in a run as well.',
});
