import { t, type TSchema } from '../../schema/build.ts';
import { CheckMode, Condition, Environment, Tags, Vars } from './shared.ts';

const LoopControl = t.Object(
  {
    label: t.Optional(t.Any({ description: 'What items are told as, with templates.' })),
    loop_var: t.Optional(t.String({ description: 'What the member is called instead of `item`.' })),
    index_var: t.Optional(t.String({ description: 'Name of the number of the member, from 0.' })),
    pause: t.Optional(
      t.Number({
        description: 'Seconds between two members; a dry run does not wait.',
        minimum: 0,
        maximum: 86_400,
      }),
    ),
  },
  { description: 'How a loop goes and is told.' },
);

/** What a task may say beside its module and the module's params. */
export const TASK_KEYWORDS = {
  name: t.String({ description: 'What the task is for.', minLength: 1 }),
  when: Condition,
  loop: t.Any({ description: 'A list, or CEL that makes one; each member is `item`.' }),
  loop_control: LoopControl,
  async: t.String({
    description:
      'Goes on in the background while its host goes through the next tasks; `await` has its result by this name.',
  }),
  register: t.String({ description: 'Name of the variable that gets the result.' }),
  until: Condition,
  retries: t.Integer({ description: 'How often to try again.', minimum: 0, maximum: 100_000 }),
  delay: t.Number({ description: 'Seconds between tries.', minimum: 0, maximum: 86_400 }),
  changed_when: Condition,
  failed_when: Condition,
  check_mode: CheckMode,
  ignore_errors: t.Boolean({ description: 'Go on after a failure.' }),
  ignore_unreachable: t.Boolean({
    description: 'Go on where the host was lost, on another connection.',
  }),
  any_errors_fatal: t.Boolean({ description: 'Stop on all hosts once it fails on one.' }),
  notify: t.Words({ description: 'Handlers to run when the task changes something.' }),
  tags: Tags,
  vars: Vars,
  environment: Environment,
  become: t.Boolean({ description: 'Run under sudo.' }),
  become_user: t.String({ description: 'The user sudo changes to.', minLength: 1 }),
  run_once: t.Boolean({
    description:
      'Run on the first host only; its result is known on all. A pause does so unless told otherwise.',
  }),
  delegate_to: t.String({ description: 'The host to run on instead.', minLength: 1 }),
  secret: t.Boolean({ description: 'Show neither params nor result.' }),
  throttle: t.Integer({ description: 'Hosts at a time for this task, below those of the run.', minimum: 1 }),
  timeout: t.Number({ description: 'Seconds after which the task fails.', minimum: 0.001, maximum: 604_800 }),
} as const satisfies Readonly<Record<string, TSchema>>;

/** What a handler may say that a task may not. */
export const HANDLER_KEYWORDS = {
  ...TASK_KEYWORDS,
  listen: t.Words({ description: 'Further words by which it is notified.' }),
} as const satisfies Readonly<Record<string, TSchema>>;
