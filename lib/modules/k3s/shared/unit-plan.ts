import { isUnknown } from '../../../core/unknown.ts';
import { decodeText } from '../../shared/file-content.ts';
import type { PathState } from '../../shared/path-state.ts';
import { planFile } from '../../shared/place-file.ts';
import { PlanFault, type Plan } from '../../step.ts';
import type { Role } from './flags.ts';
import { renderUnit, runsRole, unitPath } from './unit-file.ts';

interface WantedUnit {
  readonly role: Role;
  readonly exec: string;
}

/** The steps that write the unit of a role. */
export function planUnitFile(
  { role, exec }: WantedUnit,
  found: { readonly file: PathState; readonly folder: PathState },
): Plan {
  const content = renderUnit(role, exec);
  return planFile({ path: unitPath(role), content, mode: '0644', owner: 'root', group: 'root' }, found);
}

/** No step, or why the unit that K3s's installer wrote will not do. */
export function checkInstalledUnit(wanted: WantedUnit, file: PathState): Plan {
  const path = unitPath(wanted.role);
  const hint = "k3s-installer runs K3s's installer, which writes it; without one, unit_file: written";
  if (file.kind !== 'file') return new PlanFault(`there is no unit ${path}`, { hint });
  if (isUnknown(file.content)) return [];
  const text = file.content && decodeText(file.content);
  if (text !== undefined && runsRole(text, wanted)) return [];
  return new PlanFault(`${path} does not run "${wanted.exec} ${wanted.role}" and nothing else`, { hint });
}
