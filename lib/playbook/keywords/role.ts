import { t, type TSchema } from '../../schema/build.ts';
import { GROUP_KEYWORDS } from './group.ts';

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
