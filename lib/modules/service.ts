import { t, type Static } from '../schema/build.ts';
import { defineModule } from './define.ts';
import {
  isUp,
  readUnit,
  readUnitClock,
  startsAtBoot,
  unitName,
  type UnitClock,
  type UnitState,
} from './shared/unit.ts';
import { daemonReloadStep, enableStep, startStep, stopStep, type UnitStep } from './shared/unit-steps.ts';
import { readUnitFile, unitOnDisk } from './shared/unit-on-disk.ts';
import { PlanFault, poll, type Step } from './step.ts';

const Params = t.Object({
  name: t.String({
    description: 'Unit name; without a suffix it is a service.',
    pattern: '^[A-Za-z0-9@:_.\\\\][A-Za-z0-9@:_.\\\\-]*$',
    examples: ['haproxy', 'fstrim.timer'],
  }),
  state: t.Optional(
    t.OneOf(['started', 'stopped', 'restarted', 'reloaded'], {
      description:
        'Wanted run state. `restarted` and `reloaded` are done every time, so they belong in handlers; ' +
        'they start a unit that is not running.',
    }),
  ),
  enabled: t.Optional(t.Boolean({ description: 'Whether the unit starts at boot.' })),
  daemon_reload: t.Boolean({
    default: false,
    description:
      'Has systemd read unit files again if they changed, as a change of its own. ' +
      'Before a start, restart, reload or enabling that is done in any case.',
  }),
  wait: t.Boolean({
    default: true,
    description: 'Whether to wait until the unit is up. With false it is enough that it has begun to start.',
  }),
  timeout: t.Integer({
    default: 300,
    minimum: 1,
    description: 'Longest wait for one systemctl command, in seconds.',
  }),
});
type Params = Static<typeof Params>;

const Result = t.Object({
  name: t.String({ description: 'Full unit name, such as "haproxy.service".' }),
  active: t.Boolean({ description: 'Whether the unit runs.' }),
  state: t.String({ description: 'ActiveState of systemd, such as "active" or "failed".' }),
  enabled: t.Boolean({ description: 'Whether the unit starts at boot.' }),
});

/** What the steps so far have come to: the steps, and the unit as it will be after them. */
interface Draft {
  readonly steps: Step[];
  readonly name: string;
  readonly timeoutMs: number;
  unit: UnitState;
}

export const service = defineModule({
  name: 'service',
  summary: 'Starts, stops, restarts, reloads, enables or disables a systemd unit.',
  params: Params,
  result: Result,
  examples: [
    {
      title: 'Keep a load balancer up, now and after a reboot',
      params: { name: 'haproxy', state: 'started', enabled: true },
    },
    { title: 'Reload it in a handler', params: { name: 'haproxy', state: 'reloaded' } },
    { title: 'Keep a timer off', params: { name: 'apt-daily.timer', state: 'stopped', enabled: false } },
  ],
  reads: ({ params }) => ({
    unit: readUnit(params.name),
    clock: readUnitClock(params.name),
    file: readUnitFile(params.name),
  }),
  plan({ params, facts, found }) {
    if (facts.init !== 'systemd') {
      return new PlanFault('this host is not run by systemd', {
        hint: 'the service module knows systemd only',
      });
    }
    const unit = unitOnDisk(found.unit, found.file);
    const fault = findFault(params, unit);
    if (fault) return fault;
    const draft: Draft = { steps: [], name: params.name, unit, timeoutMs: params.timeout * 1000 };
    // systemd reads the file of a unit that it does not know yet by itself.
    if (found.unit.exists) planReload(params, draft);
    planEnabled(params, draft);
    planState(params, draft, found.clock);
    return draft.steps;
  },
  output: ({ params, found }) => ({
    name: unitName(params.name),
    active: isUp(found.unit),
    state: found.unit.active,
    enabled: startsAtBoot(found.unit),
  }),
});

function findFault({ name, state, enabled }: Params, found: UnitState): PlanFault | undefined {
  const unit = unitName(name);
  const needed = enabled === true || (state !== undefined && state !== 'stopped');
  if (!found.exists && needed) {
    return new PlanFault(`there is no unit ${unit} on this host`, {
      hint: `is its package installed? A package task may say what it brings: provides: { units: { ${name}: { active: true, enabled: true } } }`,
    });
  }
  if (found.enabled === 'masked' && needed) {
    return new PlanFault(`${unit} is masked, so nothing can start it`, { hint: `systemctl unmask ${unit}` });
  }
  if (found.endsByDesign && state === 'started') {
    return new PlanFault(`${unit} ends once its work is done (Type=oneshot), so it cannot be kept started`, {
      hint: 'run it with state: restarted in a handler, or enable its timer',
    });
  }
  return undefined;
}

function planReload({ daemon_reload: reload }: Params, draft: Draft): void {
  if (reload && draft.unit.needsReload) push(draft, daemonReloadStep(draft));
}

function planEnabled({ enabled }: Params, draft: Draft): void {
  if (enabled === undefined || enabled === startsAtBoot(draft.unit)) return;
  // A unit that cannot be enabled (static, generated) is not turned off either.
  if (!enabled && draft.unit.enabled !== 'enabled') return;
  push(draft, enableStep(draft, enabled));
}

function planState({ state, wait }: Params, draft: Draft, clock: UnitClock): void {
  const up = isUp(draft.unit);
  switch (state) {
    case undefined:
      return;
    case 'started':
      if (up || (draft.unit.active === 'activating' && !wait)) return;
      if (draft.unit.active === 'activating') draft.steps.push(waitUntilUp(draft));
      else push(draft, startStep({ ...draft, verb: 'start', clock, wait }));
      return;
    case 'stopped':
      if (draft.unit.active !== 'inactive' && draft.unit.active !== 'failed') push(draft, stopStep(draft));
      return;
    case 'restarted':
      return push(draft, startStep({ ...draft, verb: 'restart', clock, wait }));
    case 'reloaded':
      return push(draft, startStep({ ...draft, verb: up ? 'reload' : 'restart', clock, wait }));
  }
}

function push(draft: Draft, { step, after }: UnitStep): void {
  draft.steps.push(step);
  draft.unit = after;
}

function waitUntilUp({ name, timeoutMs }: Draft): Step {
  return poll({
    what: `${unitName(name)} is up`,
    read: readUnit(name),
    missing: (unit) => (isUp(unit) ? undefined : `it is ${unit.active}`),
    hopeless: ({ active }) =>
      active === 'failed' ? new PlanFault(`${unitName(name)} failed to start`) : undefined,
    intervalMs: 1000,
    timeoutMs,
  });
}
