import type { HostRead } from '../read.ts';
import type { PathState } from './path-state.ts';
import { readPath } from './path.ts';
import { NO_UNIT, unitName, type UnitState } from './unit.ts';

/** The file that an administrator, or an earlier task, would write for a unit. */
export function readUnitFile(name: string): HostRead<PathState> {
  // The file of `web@blue.service` is `web@.service`.
  return readPath(`/etc/systemd/system/${unitName(name).replace(/@.*\./, '@.')}`);
}

/**
 * A unit that systemd does not know yet, by its file: in check mode the file may be one that an earlier task
 * of the same run would write.
 */
export function unitOnDisk(unit: UnitState, file: PathState): UnitState {
  const there =
    file.kind === 'file' || file.kind === 'present' || (file.kind === 'link' && file.leads.kind === 'file');
  if (unit.exists || !there) return unit;
  const text =
    file.kind === 'file' && Buffer.isBuffer(file.content) ? file.content.toString('utf8') : '[Install]';
  return {
    ...NO_UNIT,
    exists: true,
    enabled: /^\s*\[Install\]/m.test(text) ? 'disabled' : 'static',
    needsReload: true,
    endsByDesign:
      /^\s*Type\s*=\s*oneshot/m.test(text) && !/^\s*RemainAfterExit\s*=\s*(yes|true|on|1)/m.test(text),
  };
}
