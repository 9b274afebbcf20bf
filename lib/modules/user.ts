import { t, type Static } from '../schema/build.ts';
import { defineModule } from './define.ts';
import type { HostRead } from './read.ts';
import { findMissingGroup, readGroup, type GroupState } from './shared/group.ts';
import { readHomeKeys } from './shared/home.ts';
import { planUserCreation, planUserRemoval } from './shared/user-account.ts';
import { planUserChanges } from './shared/user-changes.ts';
import { readUser, type PresentUser, type UserState } from './shared/user.ts';
import { PlanFault, type Plan } from './step.ts';

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
  readonly keys?: HostRead<boolean>;
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
    return { user: readUser(params.name), ...readKeys(params), ...Object.fromEntries(groups) };
  },
  plan({ params, found }): Plan {
    if (params.state === 'absent') return found.user.exists ? [planUserRemoval(params)] : [];
    if (params.exclusive_groups && !params.groups) {
      return new PlanFault('exclusive_groups says nothing without groups', {
        hint: 'groups: [] is none at all',
      });
    }
    const states = namedGroups(params).map((name) => [name, found[`group ${name}`]] as const);
    const missing = findMissingGroup(new Map(states));
    if (missing) return missing;
    return found.user.exists
      ? planUserChanges(params, found.user)
      : [planUserCreation(params, { user: found.user, hasKeys: found.keys })];
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

/** A home folder that is named may be there already, with keys in it. */
function readKeys({ state, home }: Params): Pick<Reads, 'keys'> {
  return state === 'present' && home !== undefined ? { keys: readHomeKeys(home) } : {};
}

function pickResult({ exists, uid, group, home, shell, groups }: PresentUser) {
  return { exists, uid, group, home, shell, groups: [...groups] };
}
