import { sh } from '../../connection/sh.ts';
import { isUnknown } from '../../core/unknown.ts';
import { change, predict, run, type Prediction, type RunStep } from '../step.ts';
import {
  isUp,
  laterClock,
  readUnit,
  readUnitClock,
  startUnit,
  unitName,
  type UnitClock,
  type UnitState,
} from './unit.ts';

/** What a step starts from: the unit by name, as it is found or as an earlier step will leave it. */
export interface UnitTarget {
  readonly name: string;
  readonly unit: UnitState;
  readonly timeoutMs: number;
}

export interface UnitAction extends UnitTarget {
  readonly verb: 'start' | 'restart' | 'reload';
  readonly clock: UnitClock;
  readonly wait: boolean;
}

/** A step and the unit as it is after it. */
export interface UnitStep {
  readonly step: RunStep;
  readonly after: UnitState;
}

/** Starting is a state; restarting and reloading are actions, proved by the unit's clock. */
export function startStep(action: UnitAction): UnitStep {
  const { name, verb, unit, timeoutMs } = action;
  const active = unit.endsByDesign ? 'inactive' : 'active';
  const after = { ...unit, active, needsReload: false };
  const to = verb === 'start' || !isUp(unit) ? 'active' : `${verb}ed`;
  const step = run({
    change: change(unitName(name), unit.active, to),
    script: startUnit({
      unit: unitName(name),
      verb,
      until: waitsUntil(action),
      reloadFirst: unit.needsReload,
    }),
    timeoutMs,
    predicts: predictChange(name, after),
    confirm: verb === 'start' ? undefined : (found) => confirm(action, found as unknown as AfterAction),
  });
  return { step, after };
}

/** systemd forgets a unit that ends by design once it has ended: that it has begun may not be there to see. */
function waitsUntil({ verb, unit, wait }: UnitAction): 'up' | 'begun' | 'told' {
  if (wait || verb === 'reload') return 'up';
  return unit.endsByDesign ? 'told' : 'begun';
}

export function stopStep({ name, unit, timeoutMs }: UnitTarget): UnitStep {
  const after = { ...unit, active: 'inactive' };
  const step = run({
    change: change(unitName(name), unit.active, 'inactive'),
    script: sh`systemctl stop -- ${unitName(name)}`,
    timeoutMs,
    predicts: predictChange(name, after),
  });
  return { step, after };
}

export function enableStep({ name, unit, timeoutMs }: UnitTarget, enabled: boolean): UnitStep {
  const after = { ...unit, enabled: enabled ? 'enabled' : 'disabled', needsReload: false };
  const step = run({
    change: change(`${unitName(name)} at boot`, unit.enabled, after.enabled),
    script: sh`systemctl ${enabled ? 'enable' : 'disable'} -- ${unitName(name)}`,
    timeoutMs,
    predicts: [predict(readUnit(name), after)],
  });
  return { step, after };
}

/** Has systemd read unit files again. */
export function daemonReloadStep({ name, unit, timeoutMs }: UnitTarget): UnitStep {
  const after = { ...unit, exists: true, needsReload: false };
  const step = run({
    change: change(`systemd's reading of ${unitName(name)}`, 'older than its file', 'current'),
    script: sh`systemctl daemon-reload`,
    timeoutMs,
    predicts: [predict(readUnit(name), after)],
  });
  return { step, after };
}

function predictChange(name: string, after: UnitState): readonly Prediction[] {
  return [predict(readUnit(name), after), predict(readUnitClock(name), laterClock())];
}

function hasBegun(verb: UnitAction['verb'], before: UnitClock, after: UnitClock): boolean {
  const field = verb === 'reload' ? 'changedAtUs' : 'startedAtUs';
  // Only check mode meets unknown times, and it takes no steps.
  return Number(after[field]) > (isUnknown(before[field]) ? 0 : before[field]);
}

/** The reads of the module, which names them so. */
interface AfterAction {
  readonly unit: UnitState;
  readonly clock: UnitClock;
}

function confirm({ name, verb, clock: before, wait }: UnitAction, after: AfterAction): string | undefined {
  const { unit, clock } = after;
  const full = unitName(name);
  if (unit.endsByDesign) return confirmEnd(full, before, clock);
  if (!hasBegun(verb, before, clock)) return `${full} was not ${verb}ed`;
  if (isUp(unit) || (!wait && unit.active === 'activating')) return undefined;
  return `${full} is ${unit.active} after the ${verb}`;
}

/** systemd forgets when a unit ran that is done; that its work went well is said by the step, which waited for it. */
function confirmEnd(unit: string, before: UnitClock, { startedAtUs, result }: UnitClock): string | undefined {
  if (startedAtUs !== 0 && startedAtUs === before.startedAtUs) return `${unit} was not started again`;
  return result === 'success' ? undefined : `${unit} ended with ${String(result)}`;
}
