import type { TopologyLab } from './topology.ts';

/** What tells a process that goes on from one that was started again: unit by unit, as `host unit`. */
export async function startTimes(
  lab: TopologyLab,
  units: Readonly<Record<string, readonly string[]>>,
): Promise<Readonly<Record<string, string>>> {
  const times = await Promise.all(
    Object.entries(units).flatMap(([host, names]) =>
      names.map(async (unit) => {
        const { stdout } = await lab.ssh(
          host,
          `systemctl show -p MainPID -p ActiveEnterTimestampMonotonic --value ${unit}`,
        );
        return [`${host} ${unit}`, stdout.trim()] as const;
      }),
    ),
  );
  return Object.fromEntries(times);
}
