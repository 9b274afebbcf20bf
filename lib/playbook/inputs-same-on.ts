import { isDeepStrictEqual } from 'node:util';
import { fault, type Diagnostic } from '../core/diagnostic.ts';
import { MASK, Secret } from '../core/secret.ts';
import type { Inventory } from '../inventory/model.ts';
import { isPlainMap } from '../schema/examine.ts';
import { locateInput } from './inputs-faults.ts';
import { findMarks, readAt } from './inputs-marks.ts';
import type { InputResolver, InputValue } from './inputs-value.ts';

/** Tells each property that must be equal on a group's hosts and is not, at the line of the odd one out. */
export function checkSameOn(
  { name, schema }: InputResolver,
  inventory: Inventory,
  valueOf: (host: string) => InputValue | undefined,
): Diagnostic[] {
  return findMarks(schema, ({ sameOn }) => sameOn).flatMap(({ path, mark }) => {
    const { group, warn = false } = typeof mark === 'string' ? { group: mark } : mark;
    const members = Object.hasOwn(inventory.groups, group) ? (inventory.groups[group] ?? []) : [];
    const parts = members.flatMap((host) => {
      const input = valueOf(host);
      return input?.kind === 'present' ? { host, input, value: readAt(input.value, path) } : [];
    });
    const kinds = sortByCount(parts, (a, b) => a.input.id === b.input.id || areEqual(a.value, b.value));
    const [usual, odd] = [kinds[0]?.[0], kinds[1]?.[0]];
    if (!usual || !odd) return [];
    const subject = [name, ...path].join('.');
    const { span } = locateInput(odd.input.layers, path);
    const told = fault(
      'inputs/not-the-same',
      `input ${subject} ${warn ? 'should' : 'must'} be the same on all hosts of "${group}": it is ${show(odd.value)} on ${odd.host}` +
        ` and ${show(usual.value)} on ${usual.host}`,
      { span, hint: 'write it once, in the vars of the group or of the inventory' },
    );
    return warn ? { ...told, severity: 'warning' } : told;
  });
}

/** Members that are equal put together, the most first; of two with the same count the one met first. */
function sortByCount<T>(members: readonly T[], same: (a: T, b: T) => boolean): readonly (readonly T[])[] {
  const kinds: T[][] = [];
  for (const member of members) {
    const kind = kinds.find(([first]) => first !== undefined && same(first, member));
    if (kind) kind.push(member);
    else kinds.push([member]);
  }
  return kinds.sort((a, b) => b.length - a.length);
}

function areEqual(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(revealAll(a), revealAll(b));
}

/** Secrets are compared by what they hold. */
function revealAll(value: unknown): unknown {
  if (value instanceof Secret) return { secret: value.reveal() };
  if (Array.isArray(value)) return value.map(revealAll);
  if (!isPlainMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, revealAll(part)]));
}

function show(value: unknown): string {
  if (value === undefined) return 'not set';
  return value instanceof Secret ? MASK : JSON.stringify(value);
}
