/**
 * Parts the hosts of a play into batches of these sizes, numbers or percentages of all of them (rounded down, at
 * least one host). The last size holds for all that are left; without any, there is one batch.
 */
export function cutBatches<T>(
  hosts: readonly T[],
  sizes: readonly (number | string)[],
): readonly (readonly T[])[] {
  const batches: T[][] = [];
  for (let start = 0; start < hosts.length;) {
    const size = sizes[Math.min(batches.length, sizes.length - 1)] ?? hosts.length;
    const batch = hosts.slice(start, start + countHosts(size, hosts.length));
    batches.push(batch);
    start += batch.length;
  }
  return batches;
}

function countHosts(size: number | string, all: number): number {
  return typeof size === 'number' ? size : Math.max(1, Math.floor((Number.parseInt(size, 10) * all) / 100));
}
