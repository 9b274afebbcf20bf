import type { Compiled, Scope } from '../template/compiled.ts';
import type { RoleUse } from './model.ts';

const OUTSIDE = Symbol('the names outside a role');

interface Outside {
  readonly role: RoleUse;
  readonly scope: Scope;
}

/** Has the names of a role remember those around its use. */
export function keepOutside(scope: Record<string, unknown>, outside: Outside): void {
  Object.defineProperty(scope, OUTSIDE, { value: outside, configurable: true });
}

/** What is said around the use of a role, for its tasks: it is worked out with the names it was written for. */
export function renderOutside<T>(compiled: Compiled<T>, role: RoleUse): Compiled<T> {
  if (compiled.literal) return compiled;
  return { ...compiled, references: [], render: (scope) => compiled.render(findOutside(scope, role)) };
}

function findOutside(scope: Scope, role: RoleUse): Scope {
  const outside = (scope as { readonly [OUTSIDE]?: Outside })[OUTSIDE];
  if (!outside) return scope;
  return outside.role === role ? outside.scope : findOutside(outside.scope, role);
}
