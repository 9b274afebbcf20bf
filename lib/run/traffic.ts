import type { Traffic } from './events.ts';
import type { HostSession } from './host-session.ts';

/** What has passed so far, by host. */
export function countTraffic(sessions: Iterable<HostSession>): Record<string, Traffic> {
  return Object.fromEntries([...sessions].map((session) => [session.name, session.traffic]));
}

/** What has passed since an earlier count. */
export function trafficSince(
  before: Readonly<Record<string, Traffic>>,
  sessions: Iterable<HostSession>,
): Record<string, Traffic> {
  return Object.fromEntries(
    [...sessions].map(({ name, traffic }) => [name, subtract(traffic, before[name] ?? NONE)]),
  );
}

const NONE: Traffic = { roundTrips: 0, waits: 0, bytesSent: 0, bytesReceived: 0 };

function subtract(now: Traffic, before: Traffic): Traffic {
  return {
    roundTrips: now.roundTrips - before.roundTrips,
    waits: now.waits - before.waits,
    bytesSent: now.bytesSent - before.bytesSent,
    bytesReceived: now.bytesReceived - before.bytesReceived,
  };
}
