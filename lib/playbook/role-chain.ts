import type { RoleUse } from './model.ts';

/** A use of a role with those that it stands in, the outermost first. */
export function listUses(role: RoleUse | undefined): readonly RoleUse[] {
  return role ? [...listUses(role.outer), role] : [];
}
