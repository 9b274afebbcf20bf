import { t } from '../schema/build.ts';
import { defineModule } from './define.ts';
import type { HostRead } from './read.ts';
import { readWithFolders } from './shared/file-with-folders.ts';
import type { PathState } from './shared/path-state.ts';
import { pathOfUnitFile, planUnitFiles } from './shared/unit-files.ts';
import { enableStep, startStep, stopStep } from './shared/unit-steps.ts';
import { formatService, formatTimer, TimerParams } from './shared/timer-params.ts';
import {
  isUp,
  NO_UNIT,
  readUnit,
  readUnitClock,
  startsAtBoot,
  type UnitClock,
  type UnitState,
} from './shared/unit.ts';
import { readUser, type UserState } from './shared/user.ts';
import { PlanFault, type Plan, type Step } from './step.ts';

const TIMEOUT_MS = 300_000;
const Result = t.Object({
  name: t.String({ description: 'Name of the timer, such as "backup.timer".' }),
  active: t.Boolean({ description: 'Whether it waits for its time.' }),
  enabled: t.Boolean({ description: 'Whether it starts at boot.' }),
});

type Reads = {
  readonly service: HostRead<UnitState>;
  readonly timer: HostRead<UnitState>;
  readonly clock: HostRead<UnitClock>;
  readonly user?: HostRead<UserState>;
  readonly [path: `/${string}`]: HostRead<PathState>;
};

export const timer = defineModule({
  name: 'timer',
  summary: 'Has systemd run a command at its times.',
  params: TimerParams,
  result: Result,
  examples: [
    {
      title: 'A backup each night, made up for after a night without power',
      params: {
        name: 'backup',
        command: '/usr/local/bin/backup --quiet',
        on_calendar: '*-*-* 03:30',
        persistent: true,
        random_delay: '10min',
        user: 'backup',
        service: { Nice: 10, PrivateTmp: true },
      },
    },
    {
      title: 'Each hour, the first time five minutes after a boot',
      params: { name: 'tidy', command: '/usr/local/bin/tidy', on_boot: '5min', every: '1h' },
    },
    { title: 'No such timer', params: { name: 'old', state: 'absent' } },
  ],
  reads: ({ params: { name, user, state } }): Reads => ({
    service: readUnit(`${name}.service`),
    timer: readUnit(`${name}.timer`),
    clock: readUnitClock(`${name}.timer`),
    ...(state !== 'absent' && user !== 'root' && { user: readUser(user) }),
    ...readWithFolders(...['service', 'timer'].map((kind) => pathOfUnitFile({ unit: `${name}.${kind}` }))),
  }),
  plan({ params, facts, found: { service, timer: found, clock, user, ...paths } }): Plan {
    if (facts.init !== 'systemd') {
      return new PlanFault('this host is not run by systemd', { hint: 'the module cron does without' });
    }
    if (user?.exists === false) {
      return new PlanFault(`there is no user ${params.user} on this host`, {
        hint: `make it in a task before this one: user: { name: ${params.user} }`,
      });
    }
    const { name, state, verify } = params;
    const unit = `${name}.timer`;
    const draft: Draft = { name: unit, steps: [], unit: found };
    if (state !== 'started') planStop(draft);
    const wanted = state !== 'absent';
    const files = [
      { unit: `${name}.service`, text: wanted ? formatService(params) : undefined, verify },
      { unit, text: wanted ? formatTimer(params) : undefined, verify },
    ];
    const units = { [`${name}.service`]: service, [unit]: draft.unit };
    const written = planUnitFiles(wanted ? files : files.reverse(), { paths, units });
    if (!('steps' in written)) return written;
    draft.steps.push(...written.steps);
    draft.unit = written.units[unit] ?? NO_UNIT;
    if (state === 'started') planStart(draft, clock);
    return draft.steps;
  },
  output: ({ params, found }) => ({
    name: `${params.name}.timer`,
    active: isUp(found.timer),
    enabled: startsAtBoot(found.timer),
  }),
});

/** The steps so far, and the timer as it is after them. */
interface Draft {
  readonly name: string;
  readonly steps: Step[];
  unit: UnitState;
}

function planStop(draft: Draft): void {
  const timeoutMs = TIMEOUT_MS;
  if (isUp(draft.unit)) take(draft, stopStep({ ...draft, timeoutMs }));
  if (draft.unit.enabled === 'enabled') take(draft, enableStep({ ...draft, timeoutMs }, false));
}

function planStart(draft: Draft, clock: UnitClock): void {
  const timeoutMs = TIMEOUT_MS;
  if (!startsAtBoot(draft.unit)) take(draft, enableStep({ ...draft, timeoutMs }, true));
  if (!isUp(draft.unit)) {
    take(draft, startStep({ ...draft, timeoutMs, verb: 'start', clock, wait: true }));
  }
}

function take(draft: Draft, { step, after }: { readonly step: Step; readonly after: UnitState }): void {
  draft.steps.push(step);
  draft.unit = after;
}
