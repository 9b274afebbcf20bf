import type { Output } from '../../connection/connection.ts';
import { sh, type Script } from '../../connection/sh.ts';
import { Unknown } from '../../core/unknown.ts';
import { hostRead, type HostRead } from '../read.ts';
import { countOf, linesOf, unreadable } from './lines.ts';

/** A unit as systemd knows it. Only what a step can predict is in it; times are in UnitClock. */
export interface UnitState {
  readonly exists: boolean;
  /** ActiveState: "active", "reloading", "activating", "deactivating", "inactive", "failed". */
  readonly active: string;
  /** UnitFileState: "enabled", "disabled", "static", "masked", …; "" where there is no unit file. */
  readonly enabled: string;
  /** The unit's file was changed after systemd read it. */
  readonly needsReload: boolean;
  /** A unit that ends by design (Type=oneshot without RemainAfterExit) is never found running. */
  readonly endsByDesign: boolean;
}

export const NO_UNIT: UnitState = {
  exists: false,
  active: 'inactive',
  enabled: '',
  needsReload: false,
  endsByDesign: false,
};

export function isUp({ active }: UnitState): boolean {
  return active === 'active' || active === 'reloading';
}

/** As `systemctl is-enabled` judges it, but for links that last until the next boot only. */
export function startsAtBoot({ enabled }: UnitState): boolean {
  return ['enabled', 'static', 'alias', 'indirect', 'generated'].includes(enabled);
}

/** When a unit last began to start and last changed at all, and how that went. */
export interface UnitClock {
  /** Microseconds since the host's boot; 0 is never. */
  readonly startedAtUs: number | Unknown;
  /** As above; a reload moves it too, which leaves no other trace. */
  readonly changedAtUs: number | Unknown;
  /** systemd's word on the last start: "success", "exit-code", "timeout", … */
  readonly result: string | Unknown;
}

/** What can be said of the clock of a unit that will have been started or stopped. */
export function laterClock(): UnitClock {
  const later = new Unknown('known once the unit was started or stopped');
  return { startedAtUs: later, changedAtUs: later, result: later };
}

const UNIT_TYPES = /\.(service|socket|target|timer|mount|automount|path|slice|scope|swap|device)$/;

/** The unit's full name: `nginx` is `nginx.service`, as for systemctl. */
export function unitName(name: string): string {
  return UNIT_TYPES.test(name) ? name : `${name}.service`;
}

/** A unit's state; a host without systemd has no units. One read for all modules, so that predictions meet. */
export function readUnit(name: string): HostRead<UnitState> {
  const unit = unitName(name);
  const properties = 'LoadState,ActiveState,UnitFileState,NeedDaemonReload,Type,RemainAfterExit';
  return hostRead({
    key: `unit:${unit}`,
    script: isTemplate(unit) ? showTemplate(unit) : show(unit, properties),
    parse(output) {
      if (output.code === ABSENT) return NO_UNIT;
      if (isTemplate(unit)) return parseTemplate(unit, output);
      const found = parseProperties(unit, output);
      const load = found('LoadState');
      return {
        exists: load !== 'not-found' && load !== '',
        active: found('ActiveState'),
        enabled: load === 'masked' ? 'masked' : found('UnitFileState'),
        needsReload: found('NeedDaemonReload') === 'yes',
        endsByDesign: found('Type') === 'oneshot' && found('RemainAfterExit') !== 'yes',
      };
    },
  });
}

/** Whether a name is that of a template, `web@.service`, of which systemd runs instances and never itself. */
export function isTemplate(unit: string): boolean {
  return /@\.[a-z]+$/.test(unitName(unit));
}

/** Of a template there is but its file, and the instances that systemd read it for. */
function showTemplate(unit: string): Script {
  const instances = unit.replace('@.', '@*.');
  return sh`[ -d /run/systemd/system ] || exit ${ABSENT}
if systemctl cat -- ${unit} >/dev/null 2>&1; then echo there; fi
systemctl show --no-pager --property=NeedDaemonReload -- ${instances} | sed 's/=/ /'
echo end`;
}

function parseTemplate(unit: string, output: Output): UnitState {
  const lines = linesOf(output);
  if (!lines.has('end')) throw unreadable(`the unit ${unit}`, output);
  const needsReload = lines.all('NeedDaemonReload').includes('yes');
  return { ...NO_UNIT, exists: lines.has('there'), needsReload };
}

/** The proof of a restart: InactiveExit moves at every start, for units that end by design as well. */
export function readUnitClock(name: string): HostRead<UnitClock> {
  const unit = unitName(name);
  return hostRead({
    key: `unit-clock:${unit}`,
    script: show(unit, 'InactiveExitTimestampMonotonic,StateChangeTimestampMonotonic,Result'),
    parse(output) {
      if (output.code === ABSENT) return { startedAtUs: 0, changedAtUs: 0, result: '' };
      const found = parseProperties(unit, output);
      return {
        startedAtUs: countOf(found('InactiveExitTimestampMonotonic')),
        changedAtUs: countOf(found('StateChangeTimestampMonotonic')),
        result: found('Result'),
      };
    },
  });
}

/** Exit code of `show` where systemd does not run. */
const ABSENT = 69;

function show(unit: string, properties: string): Script {
  return sh`[ -d /run/systemd/system ] || exit ${ABSENT}
systemctl show --no-pager --property=${properties} -- ${unit} | sed 's/=/ /'`;
}

function parseProperties(unit: string, output: Output): (name: string) => string {
  const lines = linesOf(output);
  if (output.code !== 0 || output.stdout.length === 0) throw unreadable(`the unit ${unit}`, output);
  return (name) => lines.first(name);
}

export interface StartOptions {
  readonly unit: string;
  readonly verb: 'start' | 'restart' | 'reload';
  /** What the script waits for: that the unit is up (or reloaded), that its start has begun, or nothing. */
  readonly until: 'up' | 'begun' | 'told';
  /** The unit's file changed on disk: systemd reads it again first. */
  readonly reloadFirst: boolean;
}

/**
 * Starts a unit. When that fails, the journal's last lines go to standard error, for the failure's text.
 * Who does not wait until it is up should wait until it has begun: before that a restart looks done, as the
 * old run is still up.
 */
export function startUnit({ unit, verb, until, reloadFirst }: StartOptions): Script {
  const told = sh`systemctl ${until === 'up' ? [] : ['--no-block']} ${verb} -- ${unit}`;
  return sh.lines(
    ...(reloadFirst ? [sh`systemctl daemon-reload || exit`] : []),
    sh`systemctl reset-failed -- ${unit} 2>/dev/null
k3p_since=$(date +%s)`,
    ...(until === 'begun' ? [beginning(unit), sh`${told} && k3p_wait`] : [told]),
    sh`k3p_code=$?
if [ "$k3p_code" -ne 0 ]; then
  echo ${`last lines of the journal of ${unit}:`} >&2
  journalctl --unit=${unit} --since="@$k3p_since" --lines=20 --no-pager --output=cat >&2
fi
exit "$k3p_code"`,
  );
}

/** Two minutes, in fifths of a second. */
const BEGIN_TRIES = 600;

function beginning(unit: string): Script {
  return sh`k3p_begun() { systemctl show --property=InactiveExitTimestampMonotonic -- ${unit}; }
k3p_before=$(k3p_begun)
k3p_wait() {
  k3p_left=${BEGIN_TRIES}
  while [ "$(k3p_begun)" = "$k3p_before" ]; do
    k3p_left=$((k3p_left - 1))
    [ "$k3p_left" -gt 0 ] || { echo ${`systemd has not begun to start ${unit}`} >&2; return 1; }
    sleep 0.2
  done
}`;
}
