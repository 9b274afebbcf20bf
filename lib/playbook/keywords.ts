import { t, type TSchema } from '../schema/build.ts';

const Vars = t.Map(t.Any({ description: 'Any value, with templates.' }), {
  description: 'Variables by name. `!env`, `!file`, `!command` and `!http` look a value up.',
});
const Tags = t.Words({ description: 'Words to choose tasks by.' });
/** A CEL expression, told apart from plain data by the compiler. */
const Condition = t.Any({ description: 'CEL that is true or false.' });

const Environment = t.Map(t.Any({ description: 'A text with templates, a number, true or false.' }), {
  description: 'Variables exported on the host for the task, by name; the nearest word wins.',
});
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

const CheckMode = t.Boolean({
  description: 'With true it is only looked at what would change, in a run as well.',
});

/** What a task may say beside its module and the module's params. */
export const TASK_KEYWORDS = {
  name: t.String({ description: 'What the task is for.', minLength: 1 }),
  when: Condition,
  loop: t.Any({ description: 'A list, or CEL that makes one; each member is `item`.' }),
  loop_control: LoopControl,
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

/** What plays say for all of their tasks, and whatever stands for several tasks. */
const SHARED_KEYWORDS = {
  ignore_errors: TASK_KEYWORDS.ignore_errors,
  run_once: TASK_KEYWORDS.run_once,
  secret: TASK_KEYWORDS.secret,
  throttle: TASK_KEYWORDS.throttle,
  timeout: TASK_KEYWORDS.timeout,
  become: TASK_KEYWORDS.become,
  become_user: TASK_KEYWORDS.become_user,
} as const satisfies Readonly<Record<string, TSchema>>;

/** What may be said of several tasks at once; they have it from there. */
const GROUP_KEYWORDS = {
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

const RoleInputs = t.Map(t.Any({ description: 'Any value, with templates.' }), {
  description: 'Values for the inputs of the role, by name.',
});

/** An entry of `roles`, or of the dependencies of a role. */
export const ROLE_KEYWORDS = {
  ...GROUP_KEYWORDS,
  role: t.String({ description: 'The folder of the role, in `roles`.', minLength: 1 }),
  inputs: RoleInputs,
} as const satisfies Readonly<Record<string, TSchema>>;

/** What a task says of the role that it stands for. */
export const ROLE_PARAMS = {
  name: ROLE_KEYWORDS.role,
  inputs: RoleInputs,
} as const satisfies Readonly<Record<string, TSchema>>;

const RoleName = t.Any({ description: 'The name of a role, or a map of its `name` and `inputs`.' });

export const ROLE_TASK_KEYWORDS = {
  ...GROUP_KEYWORDS,
  import_role: RoleName,
  include_role: RoleName,
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

const PlaybookFile = t.String({ description: 'A playbook, from the folder of this one.', minLength: 1 });

/** What stands for the plays of another file. */
export const IMPORT_KEYWORDS = {
  name: GROUP_KEYWORDS.name,
  import: PlaybookFile,
  import_playbook: PlaybookFile,
  when: t.Any({ description: 'CEL over inputs and the inventory: on which hosts its plays run.' }),
  tags: Tags,
  vars: Vars,
  inputs: t.Map(t.Any({ description: 'Any value, with templates.' }), {
    description: 'Values for inputs of its plays, by name.',
  }),
} as const satisfies Readonly<Record<string, TSchema>>;

export const PLAY_KEYWORDS = {
  name: t.String({ description: 'What the play is for.', minLength: 1 }),
  hosts: t.String({ description: 'A pattern of hosts.', minLength: 1 }),
  when: t.Any({ description: 'CEL over inputs and the inventory: which of these hosts take part.' }),
  require: t.Array(t.Any({ description: 'A condition with its message.' }), {
    description: 'What must hold of inputs and inventory, checked before the first connection.',
  }),
  vars: Vars,
  vars_files: t.Array(t.String({ description: 'A file, from the folder of the playbook.', minLength: 1 }), {
    description: 'Files of variables, by name; the later wins, and `vars` wins over them.',
  }),
  serial: t.List(
    t.Union(
      [
        t.Integer({ description: 'So many hosts.', minimum: 1 }),
        t.String({ description: 'Such a part of them.', pattern: '^([1-9][0-9]?|100)%$' }),
      ],
      { description: 'Hosts at a time.' },
    ),
    {
      description:
        'Hosts at a time, as a number or a percentage; of a list the last holds for all that are left.',
    },
  ),
  max_fail_percentage: t.Number({
    description: 'Stop once more hosts of a batch than this are lost.',
    minimum: 0,
    maximum: 100,
  }),
  gather_facts: t.Boolean({ description: 'Ask what the hosts are.' }),
  environment: Environment,
  ...SHARED_KEYWORDS,
  tags: Tags,
  any_errors_fatal: t.Boolean({ description: 'Stop on all hosts once one fails.' }),
  check_mode: CheckMode,
  ignore_unreachable: TASK_KEYWORDS.ignore_unreachable,
  strategy: t.OneOf(['linear', 'free'], {
    description: 'Whether all hosts finish a task before the next begins, or each goes at its own pace.',
  }),
  force_handlers: t.Boolean({ description: 'Run the handlers a host owes after a failure, too.' }),
  pre_tasks: t.Array(t.Any({ description: 'A task.' }), {
    description: 'Tasks before all others; what they notify runs after them.',
  }),
  roles: t.Array(t.Any({ description: 'A name, or a map of `role` and what is said for it.' }), {
    description: 'Roles, whose tasks come before those of `tasks`.',
  }),
  tasks: t.Array(t.Any({ description: 'A task.' }), { description: 'Tasks in order.' }),
  post_tasks: t.Array(t.Any({ description: 'A task.' }), {
    description: 'Tasks after all others and what those notify.',
  }),
  handlers: t.Array(t.Any({ description: 'A task.' }), { description: 'Tasks that run when notified.' }),
  inputs: t.Map(t.Any({ description: 'A schema.' }), { description: 'JSON Schemas by name.' }),
} as const satisfies Readonly<Record<string, TSchema>>;
