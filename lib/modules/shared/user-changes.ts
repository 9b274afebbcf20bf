import { sh } from '../../connection/sh.ts';
import { isUnknown } from '../../core/unknown.ts';
import { change, predict, run, type Plan, type RunStep } from '../step.ts';
import { forgetHome } from './home.ts';
import { readUser, type PresentUser } from './user.ts';

/** What a task asks of a user who is there; what it does not ask for stays as it is. */
export interface WantedUser {
  readonly name: string;
  readonly uid?: number | undefined;
  readonly group?: string | undefined;
  readonly groups?: readonly string[] | undefined;
  readonly exclusive_groups: boolean;
  readonly home?: string | undefined;
  readonly shell?: string | undefined;
  readonly comment?: string | undefined;
}

/** One step for each difference, so that check mode names them all. */
export function planUserChanges(params: WantedUser, found: PresentUser): Plan {
  const steps: RunStep[] = [];
  let after = found;
  const fields = [
    { field: 'uid', option: '--uid' },
    { field: 'group', option: '--gid' },
    { field: 'home', option: '--home' },
    { field: 'shell', option: '--shell' },
    { field: 'comment', option: '--comment' },
  ] as const;
  for (const { field, option } of fields) {
    const wanted = params[field];
    // What an earlier task will have made is settled then: a difference cannot be told now.
    if (wanted === undefined || wanted === found[field] || isUnknown(found[field])) continue;
    after = { ...after, [field]: wanted };
    steps.push(
      modify(params.name, { field, from: found[field], to: wanted, words: [option, wanted], after }),
    );
  }
  const groups = wantedGroups(params, after);
  if (groups.join() !== after.groups.join()) {
    const words = ['--groups', groups.join(',')];
    const from = after.groups.join(', ');
    after = { ...after, groups };
    steps.push(modify(params.name, { field: 'groups', from, to: groups.join(', '), words, after }));
  }
  return steps;
}

interface Modification {
  readonly field: string;
  readonly from: string | number;
  readonly to: string | number;
  readonly words: readonly (string | number)[];
  readonly after: PresentUser;
}

function modify(name: string, { field, from, to, words, after }: Modification): RunStep {
  return run({
    change: change(`${field} of user ${name}`, from, to),
    script: sh`usermod ${words} -- ${name}`,
    predicts: [predict(readUser(name), after), ...(field === 'home' ? forgetHome(name) : [])],
  });
}

function wantedGroups(
  { groups, exclusive_groups: exclusive }: WantedUser,
  found: PresentUser,
): readonly string[] {
  if (!groups) return found.groups;
  const wanted = new Set([...groups, ...(exclusive ? [] : found.groups)]);
  if (!isUnknown(found.group)) wanted.delete(found.group);
  return [...wanted].sort();
}
