import { PlanFault, poll, type PollStep } from '../../step.ts';
import { findCause } from './causes/diagnosis.ts';
import { readHealth, type Health } from './health-read.ts';
import { readJournal } from './journal.ts';

export interface WaitOptions {
  readonly unit: string;
  readonly timeoutMs: number;
}

/** So many ends in a row with one and the same cause are no accident. */
const ENOUGH_RESTARTS = 2;

/** Waits until K3s says it is ready (the unit is Type=notify), and no longer than that can help. */
export function waitForUnit({ unit, timeoutMs }: WaitOptions): PollStep {
  return poll({
    what: `${unit} is active`,
    read: readHealth(unit),
    missing: describeMissing,
    hopeless: (health) => findLastingFailure(unit, health),
    intervalMs: 1000,
    timeoutMs,
    evidence: readJournal(unit),
  });
}

function describeMissing({ active, sub, restarts, current, recent }: Health): string | undefined {
  if (active === 'active') return undefined;
  const times = restarts > 0 ? `, started again ${restarts} ${restarts === 1 ? 'time' : 'times'}` : '';
  const cause = findCause(restarts > 0 ? sinceFirstRestart(recent) : current);
  return `it is ${active} (${sub})${times}${cause ? `: ${cause.message}` : ''}`;
}

/**
 * A server ends at what it cannot get over and is started again by systemd; an agent stays and logs the same
 * line over and over. Lines of former starts may still be in the journal: only ends since this start count.
 */
export function findLastingFailure(unit: string, health: Health): PlanFault | undefined {
  if (health.active === 'failed') return failure(unit, 'failed', health.recent);
  const recent = sinceFirstRestart(health.recent);
  if (health.restarts >= ENOUGH_RESTARTS && findCause(recent)?.lasting) {
    return failure(unit, `keeps ending (systemd started it again ${health.restarts} times)`, recent);
  }
  const cause = findCause(health.current);
  if (!cause?.lasting || repeated(health.current, cause.kind) < 3) return undefined;
  return failure(unit, 'cannot get on', health.current);
}

/** systemd counts its restarts anew when someone starts a unit, and logs the count. */
function sinceFirstRestart(log: string): string {
  const first = log.lastIndexOf('restart counter is at 1.');
  return first < 0 ? log : log.slice(first);
}

function repeated(text: string, kind: string): number {
  return text.split('\n').filter((line) => findCause(line)?.kind === kind).length;
}

/** Cause, the line that tells of it, and what to do next; the journal's last lines follow as the evidence of the wait. */
function failure(unit: string, how: string, log: string): PlanFault {
  const cause = findCause(log);
  if (!cause) return new PlanFault(`${unit} ${how}`, { hint: `journalctl -u ${unit} tells more` });
  return new PlanFault(`${unit} ${how}: ${cause.message}\nwhat it says: ${cause.evidence}`, {
    hint: cause.hint,
  });
}
