import { sh } from '../../../connection/sh.ts';
import { Unknown } from '../../../core/unknown.ts';
import { hostRead, type HostRead } from '../../read.ts';
import { change, predict, run, type RunStep } from '../../step.ts';
import { linesOf, unreadable } from '../lines.ts';
import { readUnit } from '../unit.ts';

/** systemd makes units of /etc/fstab; with old ones it may take away again what is mounted by a new entry. */
export interface MountUnit {
  readonly hasSystemd: boolean;
  /** The unit is older than /etc/fstab. */
  readonly needsReload: boolean;
}

export function readMountUnit(path: string): HostRead<MountUnit> {
  const unit = mountUnitName(path);
  return hostRead({
    key: `mount-unit:${unit}`,
    script: sh`[ ! -d /run/systemd/system ] || { echo systemd && systemctl show --no-pager --property=NeedDaemonReload -- ${unit}; }
echo end`,
    parse(output) {
      const lines = linesOf(output);
      if (!lines.has('end')) throw unreadable(`the unit ${unit}`, output);
      return { hasSystemd: lines.has('systemd'), needsReload: lines.has('NeedDaemonReload=yes') };
    },
  });
}

/** Has systemd make its units of /etc/fstab anew. */
export function reloadFstabStep(path: string): RunStep {
  const unit = mountUnitName(path);
  return run({
    change: change("systemd's reading of /etc/fstab", 'older than the file', 'current'),
    script: sh`systemctl daemon-reload`,
    predicts: [
      predict(readMountUnit(path), { hasSystemd: true, needsReload: false }),
      predict(readUnit(unit), new Unknown('systemd makes it of /etc/fstab')),
    ],
  });
}

/** As `systemd-escape --path --suffix=mount` has it. */
export function mountUnitName(path: string): string {
  const plain = path
    .split('/')
    .filter((part) => part !== '')
    .join('/');
  const escape = (text: string): string =>
    [...Buffer.from(text)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
  const name = plain.replace(/^\.|[^A-Za-z0-9:_./]/gu, escape).replaceAll('/', '-');
  return `${name === '' ? '-' : name}.mount`;
}
