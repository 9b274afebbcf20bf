import { Secret } from '../core/secret.ts';
import { t } from '../schema/build.ts';
import { defineModule } from './define.ts';
import { findUnfit, formatEntry, scheduleParams } from './shared/cron-entry.ts';
import { inState } from './shared/place-params.ts';
import { planFile, readTarget } from './shared/place-file.ts';
import { planFileRemoval } from './shared/remove-file.ts';
import { readUser, type UserState } from './shared/user.ts';
import type { PathState } from './shared/path-state.ts';
import type { HostRead } from './read.ts';
import { PlanFault, type Plan } from './step.ts';

const FOLDER = '/etc/cron.d';

const Params = t.Object(
  {
    name: t.String({
      description: `Name of the entry and of its file in ${FOLDER}; cron passes over names with dots.`,
      pattern: '^[A-Za-z0-9_][A-Za-z0-9_-]*$',
      examples: ['backup'],
    }),
    state: t.OneOf(['present', 'absent'], {
      default: 'present',
      description: 'Whether the entry is wanted.',
    }),
    job: t.Optional(
      t.Text({
        description: 'Command line for /bin/sh. A "%" in it is a line end to cron, unless it is "\\%".',
      }),
    ),
    user: t.String({
      default: 'root',
      description: 'Who runs the job.',
      pattern: '^[A-Za-z_][A-Za-z0-9_.-]*\\$?$',
    }),
    ...scheduleParams,
    special_time: t.Optional(
      t.OneOf(['reboot', 'yearly', 'annually', 'monthly', 'weekly', 'daily', 'hourly'], {
        description: 'When, in one word, in place of the fields. "reboot" is when cron starts.',
      }),
    ),
    environment: t.Map(t.Text({ description: 'Value.' }), {
      default: {},
      description: 'Variables of the job by name; also PATH, SHELL and MAILTO.',
      propertyNames: { pattern: '^[A-Za-z_][A-Za-z0-9_]*$' },
    }),
  },
  {
    allOf: [
      {
        if: inState('present'),
        then: { required: ['job'], anyOf: [{ required: ['minute'] }, { required: ['special_time'] }] },
      },
      {
        if: { required: ['special_time'] },
        then: { properties: { minute: false, hour: false, day: false, month: false, weekday: false } },
      },
    ],
  },
);

const Result = t.Object({
  path: t.String({ description: 'Path of the file.' }),
  exists: t.Boolean({ description: 'Whether the entry is there.' }),
});

type Reads = {
  readonly file: HostRead<PathState>;
  readonly folder: HostRead<PathState>;
  readonly user?: HostRead<UserState>;
};

export const cron = defineModule({
  name: 'cron',
  summary: `Has cron run a job at its times, by a file of ${FOLDER}.`,
  withoutFacts: true,
  params: Params,
  result: Result,
  examples: [
    {
      title: 'A backup each night',
      params: {
        name: 'backup',
        minute: '30',
        hour: '3',
        user: 'backup',
        job: '/usr/local/bin/backup --quiet',
        environment: { MAILTO: 'ops@example.org' },
      },
    },
    {
      title: 'Something to do after each start',
      params: { name: 'warm-up', special_time: 'reboot', job: '/usr/local/bin/warm-up' },
    },
    { title: 'No such job', params: { name: 'old', state: 'absent' } },
  ],
  reads({ params: { name, user, state } }): Reads {
    const asked = state === 'present' && user !== 'root' ? { user: readUser(user) } : {};
    return { ...readTarget(`${FOLDER}/${name}`), ...asked };
  },
  plan({ params, found }): Plan {
    const path = `${FOLDER}/${params.name}`;
    const { job = '', user } = params;
    if (params.state === 'absent') return planFileRemoval(path, found.file);
    if (found.folder.kind === 'absent') {
      return new PlanFault(`${FOLDER} does not exist on the host`, {
        hint: `cron is not installed, or it is one without that folder; a package task may say that it brings it: provides: { paths: { ${FOLDER}: directory } }`,
      });
    }
    if (found.user?.exists === false) {
      return new PlanFault(`there is no user ${user} on this host, and cron would pass over the file`, {
        hint: `make it in a task before this one: user: { name: ${user} }`,
      });
    }
    const unfit = findUnfit({ ...params, job });
    if (unfit !== undefined) return new PlanFault(unfit, { hint: 'have the job run a script' });
    const content = formatEntry({ ...params, job });
    const mode = content instanceof Secret ? '0600' : '0644';
    return planFile({ path, content, mode, owner: 'root', group: 'root' }, found);
  },
  output: ({ params, found }) => ({
    path: `${FOLDER}/${params.name}`,
    exists: found.file.kind !== 'absent',
  }),
});
