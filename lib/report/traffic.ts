import type { Traffic } from '../run/events.ts';
import { listHosts } from './host-list.ts';

type TrafficByHost = Readonly<Record<string, Traffic>>;

/** `round trips: 2 on db1, lb1; 4 (2 waits) on server1`, hosts with equal counts together. */
export function describeTraffic(traffic: TrafficByHost): string {
  const groups = new Map<string, string[]>();
  for (const [host, { roundTrips, waits }] of Object.entries(traffic)) {
    const counts = waits === 0 ? String(roundTrips) : `${roundTrips} (${countOf(waits)})`;
    groups.set(counts, [...(groups.get(counts) ?? []), host]);
  }
  const parts = [...groups].map(([counts, hosts]) => `${counts} on ${listHosts(hosts)}`);
  return `round trips: ${parts.join('; ')}`;
}

/** The same for a whole run, with what travelled. */
export function describeAllTraffic(traffic: TrafficByHost): string {
  const sum = (name: 'bytesSent' | 'bytesReceived'): number =>
    Object.values(traffic).reduce((total, of) => total + of[name], 0);
  const [sent, received] = [sum('bytesSent'), sum('bytesReceived')].map(describeBytes);
  return `${describeTraffic(traffic)}; ${sent} sent, ${received} received in all`;
}

function countOf(waits: number): string {
  return waits === 1 ? '1 wait' : `${waits} waits`;
}

function describeBytes(bytes: number): string {
  return bytes < 10_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${Math.ceil(bytes / 1_000_000)} MB`;
}
