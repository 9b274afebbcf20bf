import { sh } from '../connection/sh.ts';
import { Unknown } from '../core/unknown.ts';
import { t, type Static } from '../schema/build.ts';
import { defineModule } from './define.ts';
import { findMissingGroup, readGroup, type GroupState } from './shared/group.ts';
import { HOME, readInHome } from './shared/home.ts';
import { planUserChanges } from './shared/user-changes.ts';
import { readUser, type PresentUser, type UserState } from './shared/user.ts';
import type { HostRead } from './read.ts';
import { change, PlanFault, predict, run, type Plan, type RunStep } from './step.ts';

const Params = t.Object({
  name: t.String({
    description: 'Login name.',
    pattern: '^[A-Za-z_][A-Za-z0-9_.-]*\\$?$',
    examples: ['deploy'],
  }),
  state: t.OneOf(['present', 'absent'], { default: 'present', description: 'Wanted state.' }),
  system: t.Boolean({
    default: false,
    description: 'Whether to create it as a system account. Counts at creation only.',
  }),
  uid: t.Optional(t.Integer({ minimum: 0, description: 'Numeric user id.' })),
  group: t.Optional(
    t.String({ description: 'Name of the primary group, which must be there.', minLength: 1 }),
  ),
  groups: t.Optional(
    t.Words({
      description: 'Supplementary groups, which must be there. The user is added to those it lacks.',
    }),
  ),
  exclusive_groups: t.Boolean({
    default: false,
    description: 'Whether the user also leaves every supplementary group that `groups` does not name.',
  }),
  home: t.Optional(t.Path({ description: 'Home folder. An existing one is not moved.' })),
  create_home: t.Optional(
    t.Boolean({
      description: 'Whether creating the user makes its home folder. Default: unless it is a system account.',
    }),
  ),
  shell: t.Optional(t.Path({ description: "Login shell. Default: the host's." })),
  comment: t.Optional(t.String({ description: 'Full name or purpose.', pattern: '^[^:\\n]*$' })),
  remove_home: t.Boolean({
    default: false,
    description: 'Whether removing the user removes its home folder and mail.',
  }),
});
type Params = Static<typeof Params>;

const Result = t.Object({
  exists: t.Boolean({ description: 'Whether the user is there.' }),
  uid: t.Integer({ description: 'Numeric user id; -1 where there is no such user.' }),
  group: t.String({ description: 'Name of the primary group.' }),
  home: t.String({ description: 'Home folder.' }),
  shell: t.String({ description: 'Login shell.' }),
  groups: t.Array(t.String({ description: 'Name of a group.' }), {
    description: 'Supplementary groups, sorted.',
  }),
});

type Reads = {
  readonly user: HostRead<UserState>;
  readonly [each: `group ${string}`]: HostRead<GroupState>;
};

export const user = defineModule({
  name: 'user',
  summary: 'Creates, changes or removes a user account.',
  withoutFacts: true,
  params: Params,
  result: Result,
  examples: [
    { title: 'An account for deployments', params: { name: 'deploy', groups: ['sudo'], shell: '/bin/bash' } },
    {
      title: 'A system account for a service',
      params: { name: 'exporter', system: true, home: '/var/lib/exporter', shell: '/usr/sbin/nologin' },
    },
    { title: 'Remove an account and its files', params: { name: 'old', state: 'absent', remove_home: true } },
  ],
  reads({ params }): Reads {
    const groups = namedGroups(params).map((name) => [`group ${name}`, readGroup(name)] as const);
    return { user: readUser(params.name), ...Object.fromEntries(groups) };
  },
  plan({ params, found }): Plan {
    if (params.state === 'absent') return found.user.exists ? [planRemoval(params)] : [];
    if (params.exclusive_groups && !params.groups) {
      return new PlanFault('exclusive_groups says nothing without groups', {
        hint: 'groups: [] is none at all',
      });
    }
    const states = namedGroups(params).map((name) => [name, found[`group ${name}`]] as const);
    const missing = findMissingGroup(new Map(states));
    if (missing) return missing;
    return found.user.exists ? planUserChanges(params, found.user) : [planCreation(params)];
  },
  output: ({ found }) =>
    found.user.exists
      ? pickResult(found.user)
      : { exists: false, uid: -1, group: '', home: '', shell: '', groups: [] },
});

function namedGroups({ state, group, groups = [] }: Params): readonly string[] {
  if (state === 'absent') return [];
  return [...new Set([...(group === undefined ? [] : [group]), ...groups])];
}

function pickResult({ exists, uid, group, home, shell, groups }: PresentUser) {
  return { exists, uid, group, home, shell, groups: [...groups] };
}

function planRemoval({ name, remove_home: withHome }: Params): RunStep {
  return run({
    change: change(`user ${name}`, 'present', 'absent'),
    script: sh`userdel ${withHome ? ['--remove'] : []} -- ${name}`,
    predicts: [
      predict(readUser(name), { exists: false }),
      predict(readGroup(name), new Unknown('userdel decides whether the group of that name goes as well')),
    ],
  });
}

function planCreation(params: Params): RunStep {
  const { name, system, uid, group, groups = [], home, shell, comment } = params;
  const later = new Unknown('known once the user is created');
  const makesHome = params.create_home ?? !system;
  const options = [
    ...(system ? ['--system'] : []),
    makesHome ? '--create-home' : '--no-create-home',
    ...(uid !== undefined ? ['--uid', uid] : []),
    ...(group !== undefined ? ['--gid', group] : ['--user-group']),
    ...(groups.length > 0 ? ['--groups', groups.join(',')] : []),
    ...(home !== undefined ? ['--home-dir', home] : []),
    ...(shell !== undefined ? ['--shell', shell] : []),
    ...(comment !== undefined ? ['--comment', comment] : []),
  ];
  const after: UserState = {
    exists: true,
    uid: uid ?? later,
    group: group ?? name,
    home: home ?? later,
    shell: shell ?? later,
    comment: comment ?? '',
    groups: [...new Set(groups)].filter((each) => each !== (group ?? name)).sort(),
  };
  return run({
    change: change(`user ${name}`, 'absent', 'present'),
    script: sh`useradd ${options} -- ${name}`,
    predicts: [
      predict(readUser(name), after),
      predict(readInHome(name, ''), makesHome ? HOME : new Unknown('the user comes without a home folder')),
      ...(group === undefined ? [predict<GroupState>(readGroup(name), { exists: true, gid: later })] : []),
    ],
  });
}
