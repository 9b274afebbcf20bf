import { schemaOfInputs } from './declare-inputs.ts';
import type { Known } from './draft.ts';
import { ANYTHING } from './known.ts';
import type { InputsSchema, RoleUse } from './model.ts';
import { withNames, type Scope } from './scope.ts';

/** The names that tasks of a role see. */
export function scopeInRole(scope: Scope, role: RoleUse | undefined): Scope {
  if (!role) return scope;
  const around = scopeAround(scope, role);
  const { defaults } = role;
  const weak: Scope = {
    get: (name) => around.get(name) ?? (Object.hasOwn(defaults, name) ? [ANYTHING] : undefined),
    keys: () => [...around.keys(), ...Object.keys(defaults)],
  };
  return withNames(weak, { ...anythingFor(role.vars), inputs: [withInputs(around, role)] });
}

/** The names that are seen where a role is used. */
export function scopeAround(scope: Scope, { outer, around }: RoleUse): Scope {
  return withNames(scopeInRole(scope, outer), anythingFor(around));
}

/** A role sees its own inputs over those of the playbook. */
function withInputs(around: Scope, { inputs }: RoleUse): Known {
  const outer = around.get('inputs')?.[0] as { readonly properties?: InputsSchema } | undefined;
  const own = Object.entries(inputs).map(([name, { holder }]) => {
    const { properties = {} } = holder as { readonly properties?: InputsSchema };
    return [name, properties[name] ?? {}] as const;
  });
  return schemaOfInputs({ ...outer?.properties, ...Object.fromEntries(own) });
}

function anythingFor(names: object): Readonly<Record<string, readonly Known[]>> {
  return Object.fromEntries(Object.keys(names).map((name) => [name, [ANYTHING]]));
}
