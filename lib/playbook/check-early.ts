import type { Compiled, Reference } from '../template/compiled.ts';
import type { PlayDraft, Reading } from './draft.ts';
import { listGiven, referencesOf } from './given-inputs.ts';
import type { Play } from './model.ts';
import { findMakers, variableNames } from './scope.ts';

/** What only a connection or the run itself can tell. */
const TOO_LATE: Readonly<Record<string, string>> = {
  facts: 'facts are read from the hosts',
  hostvars: 'hostvars hold what was read from the hosts',
  check_mode: 'a dry run has to ask for the same as the run',
};

interface Early extends Pick<Compiled, 'references'> {
  readonly what: string;
  readonly hint: string;
}

/** What of a play is decided before the first connection, from inputs, inventory and the variables made of them. */
export function listEarly({ when, require }: Play): readonly Early[] {
  const conditions = { what: '"when" of a play', hint: 'write when: on its tasks' };
  const requirements = { what: '"require"', hint: 'write a task with assert:' };
  return [
    ...when.map(({ references }) => ({ references, ...conditions })),
    ...require
      .flatMap(({ that, message, hint }) => [that, message, hint ?? []].flat())
      .map(({ references }) => ({ references, ...requirements })),
  ];
}

/** Tells of names that have no value yet by then, also where a variable of the play is made of one. */
export function checkEarly(plays: readonly PlayDraft[], { inventory, faults }: Reading): void {
  const given = variableNames(inventory);
  const made = new Set([...findMakers(plays).keys()].filter((name) => !given.has(name)));
  for (const { play } of plays) {
    for (const given of listGiven(play.given)) {
      for (const reference of referencesOf(given)) {
        const late = findLate([reference], { vars: {}, made });
        if (!late) continue;
        const message = `what an import gives is decided before the first connection, and ${late.reason}`;
        const hint = 'give it from inputs or the inventory, or by vars:';
        faults.add('play-condition', message, { span: reference.span, hint });
      }
    }
    for (const { references, what, hint } of listEarly(play)) {
      for (const reference of references) {
        const late = findLate([reference], { vars: play.vars, made });
        if (!late) continue;
        const message = `${what} is decided before the first connection, and ${late.reason}`;
        const way = late.reference === reference ? '' : `; ${describeWay(reference, late.reference)}`;
        faults.add('play-condition', message, { span: reference.span, hint: `${hint}${way}` });
      }
    }
  }
}

interface Names {
  readonly vars: Play['vars'];
  /** What only a task gives a value to. */
  readonly made: ReadonlySet<string>;
}

interface Late {
  readonly reference: Reference;
  readonly reason: string;
}

function findLate(
  references: readonly Reference[],
  names: Names,
  seen: readonly string[] = [],
): Late | undefined {
  for (const reference of references) {
    const [name = ''] = reference.path;
    // A variable that is made from itself is told of as such.
    if (seen.includes(name)) continue;
    if (Object.hasOwn(TOO_LATE, name)) return { reference, reason: TOO_LATE[name] ?? '' };
    const variable = Object.hasOwn(names.vars, name) ? names.vars[name] : undefined;
    const late = variable && findLate(variable.references, names, [...seen, name]);
    if (late) return late;
    if (!variable && names.made.has(name)) return { reference, reason: `"${name}" is made by a task` };
  }
  return undefined;
}

function describeWay({ path: [variable] }: Reference, { path: [name], span }: Reference): string {
  return `"${variable}" needs "${name}", in ${span.file}:${span.line}`;
}
