import pLimit from 'p-limit';

/** Runs at most so many jobs at a time, in the order asked. */
export type Limit = <T>(job: () => Promise<T>) => Promise<T>;

export function createLimit(concurrency: number): Limit {
  const limit = pLimit(concurrency);
  return (job) => limit(job);
}

/** Fewer at a time where that is said, and under the wider limit still. */
export function narrow(wider: Limit, concurrency: number | undefined): Limit {
  if (concurrency === undefined) return wider;
  const limit = createLimit(concurrency);
  return (job) => limit(() => wider(job));
}

/** All jobs under a limit; waits for every one, then throws the first error there was. */
export async function runAll<T, R>(
  items: Iterable<T>,
  job: (item: T) => Promise<R>,
  options: { readonly limit: Limit },
): Promise<R[]> {
  const settled = await Promise.allSettled([...items].map((item) => options.limit(() => job(item))));
  return settled.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
}
