import { sh } from '../../connection/sh.ts';
import { isUnknown, Unknown } from '../../core/unknown.ts';
import { change, predict, run, type Prediction, type RunStep } from '../step.ts';
import { readGroup, type GroupState } from './group.ts';
import { HOME, readInHome, type InHome } from './home.ts';
import type { PathState } from './path-state.ts';
import { readPath } from './path.ts';
import { readUser, type AbsentUser, type UserState } from './user.ts';

/** What a task asks of a user who is not there. */
export interface NewUser {
  readonly name: string;
  readonly system: boolean;
  readonly uid?: number | undefined;
  readonly group?: string | undefined;
  readonly groups?: readonly string[] | undefined;
  readonly home?: string | undefined;
  readonly create_home?: boolean | undefined;
  readonly shell?: string | undefined;
  readonly comment?: string | undefined;
}

interface Found {
  readonly user: AbsentUser;
  /** Whether there is a `.ssh` where its home folder is to be. */
  readonly hasKeys?: boolean | undefined;
}

const LATER = new Unknown('known once the user is created');

export function planUserCreation(wanted: NewUser, found: Found): RunStep {
  const { name, group } = wanted;
  const account = predictAccount(wanted, found.user);
  return run({
    change: change(`user ${name}`, 'absent', 'present'),
    script: sh`useradd ${listOptions(wanted)} -- ${name}`,
    predicts: [
      predict<UserState>(readUser(name), account),
      ...predictHome(wanted, account.home, found),
      ...(group === undefined ? [predict<GroupState>(readGroup(name), { exists: true, gid: LATER })] : []),
    ],
  });
}

function listOptions(wanted: NewUser): readonly (string | number)[] {
  const { system, uid, group, groups = [], home, shell, comment } = wanted;
  return [
    ...(system ? ['--system'] : []),
    makesHome(wanted) ? '--create-home' : '--no-create-home',
    ...(uid !== undefined ? ['--uid', uid] : []),
    ...(group !== undefined ? ['--gid', group] : ['--user-group']),
    ...(groups.length > 0 ? ['--groups', groups.join(',')] : []),
    ...(home !== undefined ? ['--home-dir', home] : []),
    ...(shell !== undefined ? ['--shell', shell] : []),
    ...(comment !== undefined ? ['--comment', comment] : []),
  ];
}

function makesHome({ create_home: asked, system }: NewUser): boolean {
  return asked ?? !system;
}

function predictAccount(wanted: NewUser, { defaults }: AbsentUser) {
  const { name, uid, group = name, groups = [], home, shell, comment } = wanted;
  const given = isUnknown(defaults) ? undefined : defaults;
  return {
    exists: true as const,
    uid: uid ?? LATER,
    group,
    home: home ?? given?.home ?? LATER,
    shell: shell ?? given?.shell ?? LATER,
    comment: comment ?? '',
    groups: [...new Set(groups)].filter((each) => each !== group).sort(),
  };
}

/** A home folder that is made, and what comes with it. */
function predictHome(wanted: NewUser, home: string | Unknown, found: Found): readonly Prediction[] {
  const { name } = wanted;
  const none = new Unknown('the user comes without a home folder');
  if (!makesHome(wanted)) return [predict(readInHome(name, ''), none)];
  const places: readonly InHome[] = ['.ssh', '.ssh/authorized_keys'];
  const comes = new Unknown('the home folder may come with keys');
  return [
    predict<PathState>(readInHome(name, ''), HOME),
    ...(isUnknown(home) ? [] : [predict<PathState>(readPath(home), HOME)]),
    ...(mayHaveKeys(found) ? places.map((inside) => predict(readInHome(name, inside), comes)) : []),
  ];
}

function mayHaveKeys({ user: { defaults }, hasKeys = false }: Found): boolean {
  return hasKeys || (!isUnknown(defaults) && defaults?.keys === true);
}

interface LeavingUser {
  readonly name: string;
  readonly remove_home: boolean;
}

export function planUserRemoval({ name, remove_home: withHome }: LeavingUser): RunStep {
  return run({
    change: change(`user ${name}`, 'present', 'absent'),
    script: sh`userdel ${withHome ? ['--remove'] : []} -- ${name}`,
    predicts: [
      predict<UserState>(readUser(name), {
        exists: false,
        defaults: new Unknown('known once the user is gone'),
      }),
      predict(readGroup(name), new Unknown('userdel decides whether the group of that name goes as well')),
    ],
  });
}
