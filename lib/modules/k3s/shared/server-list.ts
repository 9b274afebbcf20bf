/** How a module says that servers are not on the list, or should not be; each is given their names. */
interface Wording {
  readonly lacking: (servers: string) => string;
  readonly stale: (servers: string) => string;
}

/** What parts a list of servers from the one wanted; an empty one wants whatever there is. */
export function describeDifference(
  wanted: readonly string[],
  known: readonly string[],
  { lacking, stale }: Wording,
): string | undefined {
  if (wanted.length === 0) return undefined;
  const absent = wanted.filter((server) => !known.includes(server));
  const extra = known.filter((server) => !wanted.includes(server));
  const faults = [
    ...(absent.length > 0 ? [lacking(absent.join(', '))] : []),
    ...(extra.length > 0 ? [stale(extra.join(', '))] : []),
  ];
  return faults.length === 0 ? undefined : faults.join('; ');
}
