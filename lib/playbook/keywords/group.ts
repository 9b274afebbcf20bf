import { t, type TSchema } from '../../schema/build.ts';
import { CheckMode, Environment } from './shared.ts';
import { TASK_KEYWORDS } from './task.ts';

/** What plays say for all of their tasks, and whatever stands for several tasks. */
export const SHARED_KEYWORDS = {
  ignore_errors: TASK_KEYWORDS.ignore_errors,
  run_once: TASK_KEYWORDS.run_once,
  secret: TASK_KEYWORDS.secret,
  throttle: TASK_KEYWORDS.throttle,
  timeout: TASK_KEYWORDS.timeout,
  become: TASK_KEYWORDS.become,
  become_user: TASK_KEYWORDS.become_user,
} as const satisfies Readonly<Record<string, TSchema>>;

/** What may be said of several tasks at once; they have it from there. */
export const GROUP_KEYWORDS = {
  name: t.String({ description: 'What they are for.', minLength: 1 }),
  when: TASK_KEYWORDS.when,
  tags: TASK_KEYWORDS.tags,
  vars: TASK_KEYWORDS.vars,
  environment: Environment,
  check_mode: CheckMode,
  ignore_unreachable: TASK_KEYWORDS.ignore_unreachable,
  any_errors_fatal: TASK_KEYWORDS.any_errors_fatal,
  ...SHARED_KEYWORDS,
} as const satisfies Readonly<Record<string, TSchema>>;

const TaskFile = t.Any({ description: 'A file of tasks, from the folder of this one.' });

export const INCLUDE_KEYWORDS = {
  ...GROUP_KEYWORDS,
  import_tasks: TaskFile,
  include_tasks: TaskFile,
} as const satisfies Readonly<Record<string, TSchema>>;

export const BLOCK_KEYWORDS = {
  ...GROUP_KEYWORDS,
  block: t.Array(t.Any({ description: 'A task.' }), { description: 'Tasks in order.' }),
  rescue: t.Array(t.Any({ description: 'A task.' }), {
    description: 'Tasks for hosts on which one of the block failed: it counts as made good.',
  }),
  always: t.Array(t.Any({ description: 'A task.' }), {
    description: 'Tasks that run after these, whatever came of them.',
  }),
} as const satisfies Readonly<Record<string, TSchema>>;
