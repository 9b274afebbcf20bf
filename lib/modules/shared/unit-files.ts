import { sh } from '../../connection/sh.ts';
import type { Text } from '../../schema/build.ts';
import {
  change,
  isSteps,
  predict,
  run,
  type Plan,
  type PlanFault,
  type RunStep,
  type Step,
} from '../step.ts';
import type { Unknown } from '../../core/unknown.ts';
import { stateAt, type PathStates } from './directory.ts';
import { planFileWithFolders } from './file-with-folders.ts';
import { planFileRemoval } from './remove-file.ts';
import { judgeUnit, stateAfter } from './unit-text.ts';
import { NO_UNIT, readUnit, unitName, type UnitState } from './unit.ts';

const FOLDER = '/etc/systemd/system';

/** A file of a unit that a task wants, or does not. */
export interface UnitFile {
  /** Full name of the unit. */
  readonly unit: string;
  /** File name of a part that adds to the unit, instead of the unit itself. */
  readonly part?: string | undefined;
  /** Undefined where it is not wanted. */
  readonly text: Text | undefined;
  readonly mode?: string | undefined;
  /** Whether systemd is to judge it first. */
  readonly verify: boolean;
}

/** Steps, and the units as they will be after them. */
interface Written {
  readonly steps: readonly Step[];
  readonly units: Readonly<Record<string, UnitState>>;
}

export function pathOfUnitFile({ unit, part }: Pick<UnitFile, 'unit' | 'part'>): `/${string}` {
  return part === undefined ? `${FOLDER}/${unit}` : `${FOLDER}/${unit}.d/${part}`;
}

/** Name of the file of a part: systemd reads those that end so. */
export function partName(name: string): string {
  return name.endsWith('.conf') ? name : `${name}.conf`;
}

/** The steps that bring the files into their places, and have systemd read them once. */
export function planUnitFiles(
  files: readonly UnitFile[],
  { paths, units }: { readonly paths: PathStates; readonly units: Readonly<Record<string, UnitState>> },
): Written | PlanFault | Unknown {
  const plans = files.map((file) => planUnitFile(file, paths));
  const odd = plans.find((plan) => !isSteps(plan));
  if (odd !== undefined && !isSteps(odd)) return odd;
  const steps = plans.filter(isSteps).flat();
  const isStale = Object.values(units).some(({ needsReload }) => needsReload);
  if (steps.length === 0 && !isStale) return { steps, units };
  const after = { ...units };
  files.forEach((file, at) => {
    const unit = units[file.unit] ?? NO_UNIT;
    const plan = plans[at];
    after[file.unit] =
      plan && isSteps(plan) && plan.length > 0
        ? afterChange(file, unit, paths)
        : { ...unit, needsReload: false };
  });
  const isCertain = isStale || steps.some((step) => step.kind !== 'poll' && step.certain !== false);
  const reload = reloadStep(after);
  return { steps: [...steps, isCertain ? reload : { ...reload, certain: false }], units: after };
}

function planUnitFile({ unit, part, text, mode, verify }: UnitFile, paths: PathStates): Plan {
  const path = pathOfUnitFile({ unit, part });
  if (text === undefined) return planFileRemoval(path, stateAt(paths, path));
  const validate = verify ? judgeUnit(unit, part) : undefined;
  return planFileWithFolders({ path, content: text, mode, validate }, paths);
}

/** A part is taken to say nothing of how the unit is started at boot. */
function afterChange({ unit: name, part, text }: UnitFile, unit: UnitState, paths: PathStates): UnitState {
  if (part !== undefined || (text === undefined && comesWithPackage(name, paths))) {
    return { ...unit, needsReload: false };
  }
  return text === undefined ? NO_UNIT : stateAfter(name, { unit, text });
}

/** Paths of files that a unit may have from a package. */
export function pathsOfPackaged(unit: string): readonly string[] {
  return [`/usr/lib/systemd/system/${unit}`, `/lib/systemd/system/${unit}`];
}

/** Whether there is still a unit once the file of the administrator's is gone. */
export function comesWithPackage(unit: string, paths: PathStates): boolean {
  return pathsOfPackaged(unit).some((path) => stateAt(paths, path).kind !== 'absent');
}

function reloadStep(units: Readonly<Record<string, UnitState>>): RunStep {
  const names = Object.keys(units).map(unitName);
  return run({
    change: change(`systemd's reading of ${names.join(' and ')}`, 'older than its files', 'current'),
    script: sh`systemctl daemon-reload`,
    predicts: names.map((name) => predict(readUnit(name), units[name] ?? NO_UNIT)),
  });
}
