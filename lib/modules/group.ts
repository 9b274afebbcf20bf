import { sh } from '../connection/sh.ts';
import { isUnknown, Unknown } from '../core/unknown.ts';
import { t, type Static } from '../schema/build.ts';
import { defineModule } from './define.ts';
import { readGroup, type GroupState } from './shared/group.ts';
import { change, predict, run, type Plan, type RunStep } from './step.ts';

const Params = t.Object({
  name: t.String({
    description: 'Name of the group.',
    pattern: '^[A-Za-z_][A-Za-z0-9_.-]*\\$?$',
    examples: ['deploy'],
  }),
  state: t.OneOf(['present', 'absent'], {
    default: 'present',
    description: 'Wanted state. The primary group of a user cannot be removed before that user.',
  }),
  gid: t.Optional(
    t.Integer({
      minimum: 0,
      description: 'Numeric group id. Files of a group whose id changes keep the old number.',
    }),
  ),
  system: t.Boolean({
    default: false,
    description: 'Whether to create it as a system group. Counts at creation only.',
  }),
});
type Params = Static<typeof Params>;

const Result = t.Object({
  exists: t.Boolean({ description: 'Whether the group is there.' }),
  gid: t.Integer({ description: 'Numeric group id; -1 where there is no such group.' }),
});

export const group = defineModule({
  name: 'group',
  summary: 'Creates, changes or removes a group of users.',
  withoutFacts: true,
  params: Params,
  result: Result,
  examples: [
    { title: 'A group for deployments', params: { name: 'deploy', gid: 1500 } },
    { title: 'Remove a group', params: { name: 'old', state: 'absent' } },
  ],
  reads: ({ params }) => ({ group: readGroup(params.name) }),
  plan({ params, found }): Plan {
    if (params.state === 'absent') return found.group.exists ? [planRemoval(params)] : [];
    return found.group.exists ? planGid(params, found.group.gid) : [planCreation(params)];
  },
  output: ({ found }) =>
    found.group.exists ? { exists: true, gid: found.group.gid } : { exists: false, gid: -1 },
});

function planRemoval({ name }: Params): RunStep {
  return run({
    change: change(`group ${name}`, 'present', 'absent'),
    script: sh`groupdel -- ${name}`,
    predicts: [predict<GroupState>(readGroup(name), { exists: false })],
  });
}

function planCreation({ name, gid, system }: Params): RunStep {
  const options = [...(system ? ['--system'] : []), ...(gid === undefined ? [] : ['--gid', gid])];
  const after = { exists: true, gid: gid ?? new Unknown('known once the group is created') } as const;
  return run({
    change: change(`group ${name}`, 'absent', 'present'),
    script: sh`groupadd ${[...options, '--', name]}`,
    predicts: [predict<GroupState>(readGroup(name), after)],
  });
}

function planGid({ name, gid }: Params, found: number | Unknown): Plan {
  // What an earlier task will have made is settled then: a difference cannot be told now.
  if (gid === undefined || gid === found || isUnknown(found)) return [];
  return [
    run({
      change: change(`gid of group ${name}`, found, gid),
      script: sh`groupmod --gid ${gid} -- ${name}`,
      predicts: [predict<GroupState>(readGroup(name), { exists: true, gid })],
    }),
  ];
}
