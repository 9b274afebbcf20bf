import type { TaskRef } from './events.ts';

/** Asked once before each task of a `linear` play; false leaves it out on all hosts. */
export type MayStart = (
  task: TaskRef,
  options: { readonly hosts: readonly string[]; readonly signal: AbortSignal },
) => Promise<boolean>;
