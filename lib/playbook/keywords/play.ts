import { t, type TSchema } from '../../schema/build.ts';
import { GROUP_KEYWORDS, SHARED_KEYWORDS } from './group.ts';
import { CheckMode, Environment, Tags, Vars } from './shared.ts';
import { TASK_KEYWORDS } from './task.ts';

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
        t.String({
          description: 'Such a part of them.',
          pattern: '^([1-9][0-9]?|100)%$',
          refusal: 'must be a number of hosts, or a part of them from 1% to 100%',
        }),
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
