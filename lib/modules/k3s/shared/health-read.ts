import type { Output } from '../../../connection/connection.ts';
import { sh } from '../../../connection/sh.ts';
import { hostRead, type HostRead } from '../../read.ts';
import { linesOf, unreadable } from '../../shared/lines.ts';

/** How a unit of K3s does while one waits for it. */
export interface Health {
  /** ActiveState, such as "active" or "activating". */
  readonly active: string;
  /** SubState, such as "running" or "auto-restart". */
  readonly sub: string;
  /** How often systemd started it again since someone last told it to start. */
  readonly restarts: number;
  /** What its present process logged, the last lines of it. */
  readonly current: string;
  /** What the unit logged, former processes included. */
  readonly recent: string;
}

export function readHealth(unit: string): HostRead<Health> {
  const properties = 'ActiveState,SubState,NRestarts,InvocationID';
  return hostRead({
    key: `k3s-health:${unit}`,
    script: sh`[ -d /run/systemd/system ] || { echo 'ActiveState inactive'; echo 'end .'; exit 0; }
state=$(systemctl show --no-pager --property=${properties} -- ${unit} | sed 's/=/ /') || exit
printf '%s\n' "$state"
id=$(printf '%s\n' "$state" | sed -n 's/^InvocationID //p')
[ -z "$id" ] || journalctl _SYSTEMD_INVOCATION_ID="$id" --lines=40 --no-pager --output=cat 2>/dev/null | sed 's/^/current /'
journalctl --unit=${unit} --lines=40 --no-pager --output=cat 2>/dev/null | sed 's/^/recent /'
echo 'end .'`,
    timeoutMs: 30_000,
    parse: (output) => parseHealth(unit, output),
  });
}

function parseHealth(unit: string, output: Output): Health {
  const lines = linesOf(output);
  if (!lines.has('end') || !lines.has('ActiveState')) throw unreadable(`the unit ${unit}`, output);
  return {
    active: lines.first('ActiveState'),
    sub: lines.first('SubState'),
    restarts: lines.count('NRestarts'),
    current: lines.all('current').join('\n'),
    recent: lines.all('recent').join('\n'),
  };
}
