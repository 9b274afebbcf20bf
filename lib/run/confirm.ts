import type { TaskRef } from './events.ts';

/** Asks whoever runs the playbook; false where the run is to end, of which `stop` tells the rest of it. */
export type Confirm = (
  question: string,
  options: { readonly task: TaskRef; readonly signal: AbortSignal },
) => Promise<boolean>;
