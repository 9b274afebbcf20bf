import { t, type Static } from '../../schema/build.ts';
import { defineModule, type ModuleContext } from '../define.ts';
import type { Answers } from '../read.ts';
import { readTarget } from '../shared/place-file.ts';
import { daemonReloadStep, enableStep, startStep, stopStep, type UnitStep } from '../shared/unit-steps.ts';
import { isUp, readUnit, readUnitClock, startsAtBoot, type UnitState } from '../shared/unit.ts';
import { isSteps, PlanFault, type Plan, type Step } from '../step.ts';
import { K3S } from './shared/binary-read.ts';
import { DATA_DIR } from './shared/data-dir.ts';
import { findCause } from './shared/causes/diagnosis.ts';
import { predictFirstStart, readFirstStart } from './shared/first-start.ts';
import type { Role } from './shared/flags.ts';
import { readHealth, type Health } from './shared/health-read.ts';
import { unitOf, unitPath } from './shared/unit-file.ts';
import { checkInstalledUnit, planUnitFile } from './shared/unit-plan.ts';
import { waitForUnit } from './shared/wait-for-unit.ts';

const Params = t.Object({
  role: t.OneOf(['server', 'agent'], { description: 'What the host is.' }),
  state: t.OneOf(['started', 'stopped', 'restarted'], {
    default: 'started',
    description:
      'Wanted run state. `restarted` is done every time, so it belongs in a handler. Pods outlive a stop.',
  }),
  enabled: t.Boolean({ default: true, description: 'Whether K3s starts at boot.' }),
  unit_file: t.OneOf(['written', 'installed'], {
    default: 'written',
    description:
      "Whether this task writes the unit, or finds the one that K3s's installer wrote and sees that it runs the role and nothing else.",
  }),
  exec: t.Path({ default: K3S, description: 'Path of the k3s binary.' }),
  data_dir: t.Path({
    default: DATA_DIR,
    description: "K3s's data-dir, for what a first start makes in it.",
  }),
  ready_timeout: t.Integer({
    default: 300,
    minimum: 1,
    description: 'Longest wait for K3s to be up, in seconds.',
  }),
});
type Params = Static<typeof Params>;

const Result = t.Object({
  unit: t.String({ description: 'Name of the unit.' }),
  active: t.Boolean({ description: 'Whether K3s runs.' }),
  enabled: t.Boolean({ description: 'Whether K3s starts at boot.' }),
});

function readsOf({ params: { role, data_dir: folder } }: ModuleContext<Params>) {
  return {
    ...readTarget(unitPath(role)),
    unit: readUnit(unitOf(role)),
    clock: readUnitClock(unitOf(role)),
    other: readUnit(unitOf(otherRole(role))),
    health: readHealth(unitOf(role)),
    ...readFirstStart(folder),
  };
}
type Found = Answers<ReturnType<typeof readsOf>>;

/** The steps so far, and the unit as it is after them. */
interface Draft {
  readonly steps: Step[];
  readonly name: string;
  readonly timeoutMs: number;
  unit: UnitState;
}

export const k3sService = defineModule({
  name: 'k3s-service',
  summary: 'Runs K3s as a systemd service, waiting until it is up and saying why when it is not.',
  params: Params,
  result: Result,
  examples: [
    { title: 'Run a server', params: { role: 'server' } },
    { title: 'Restart an agent in a handler', params: { role: 'agent', state: 'restarted' } },
  ],
  reads: readsOf,
  plan({ params, facts, found }): Plan {
    if (facts.init !== 'systemd') {
      return new PlanFault('this host is not run by systemd', { hint: 'k3s-service knows systemd only' });
    }
    if (found.other.exists && params.state !== 'stopped') return refuseOther(params.role);
    const file = planUnit(params, found);
    if (!isSteps(file)) return file;
    const draft: Draft = {
      steps: [...file],
      name: unitOf(params.role),
      unit: found.unit,
      timeoutMs: params.ready_timeout * 1000,
    };
    // systemd has not read a file that is yet to be written.
    if (file.length > 0)
      draft.unit = { ...draft.unit, ...(!draft.unit.exists && NEW_UNIT), needsReload: true };
    if (draft.unit.needsReload) push(draft, daemonReloadStep(draft));
    if (draft.unit.exists && params.enabled !== startsAtBoot(draft.unit))
      push(draft, enableStep(draft, params.enabled));
    planState(params, draft, found);
    return draft.steps;
  },
  output: ({ params, found }) => ({
    unit: unitOf(params.role),
    active: isUp(found.unit),
    enabled: startsAtBoot(found.unit),
  }),
});

const NEW_UNIT = { exists: true, enabled: 'disabled' };

function otherRole(role: Role): Role {
  return role === 'server' ? 'agent' : 'server';
}

/** Both units would fight over ports and data, at the latest after the next reboot. */
function refuseOther(role: Role): PlanFault {
  const other = otherRole(role);
  return new PlanFault(`this host has the unit ${unitOf(other)}: it was set up as ${other}, not as ${role}`, {
    hint: "correct the inventory, or remove what is there with K3s's own uninstall script",
  });
}

/** A K3s that is to be stopped needs no unit. */
function planUnit(params: Params, found: Found): Plan {
  if (params.state === 'stopped' && found.file.kind === 'absent') return [];
  if (params.unit_file === 'installed') return checkInstalledUnit(params, found.file);
  return planUnitFile(params, found);
}

function planState({ role, state, data_dir: folder }: Params, draft: Draft, found: Found): void {
  const { name, timeoutMs, unit } = draft;
  const wait = waitForUnit({ unit: name, timeoutMs });
  if (state === 'stopped') {
    if (unit.active !== 'inactive' && unit.active !== 'failed') push(draft, stopStep(draft));
    return;
  }
  if (state === 'started' && isUp(unit)) return;
  if (state === 'started' && unit.active === 'activating' && !isInTrouble(found.health)) {
    draft.steps.push(wait);
    return;
  }
  // One in trouble is told to start anew: its process may still go by settings that are corrected by now.
  const verb = state === 'restarted' || unit.active === 'activating' ? 'restart' : 'start';
  const { step, after } = startStep({ ...draft, verb, clock: found.clock, wait: false });
  const made = role === 'server' ? predictFirstStart(folder, found) : [];
  push(draft, { step: { ...step, predicts: [...(step.predicts ?? []), ...made] }, after });
  draft.steps.push(wait);
}

function isInTrouble({ restarts, current }: Health): boolean {
  return restarts > 0 || findCause(current) !== undefined;
}

function push(draft: Draft, { step, after }: UnitStep): void {
  draft.steps.push(step);
  draft.unit = after;
}
