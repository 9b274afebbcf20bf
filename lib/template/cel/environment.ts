import { Environment } from '@marcbachmann/cel-js';
import { BINDERS } from './binders.ts';
import { registerFunctions, registerNamespaces, registerOrdered } from './function.ts';
import { LAZY_FUNCTIONS } from './lazy.ts';
import { FUNCTION_GROUPS } from './library/groups.ts';
import { Cidr, Ip } from './library/ip.ts';
import { Quantity } from './library/quantity.ts';
import { BOUNDED_MATCHES } from './library/texts.ts';
import { Semver, Version } from './library/version.ts';
import { registerBinder, registerLazy, type LazyFunction } from './macros.ts';
import { registerOperators } from './operators.ts';

/** What every expression is compiled in. Variables are not listed: which there are is checked by references. */
export const environment = createEnvironment([]);

/** The same with functions of the user's own. */
export function createEnvironment(own: readonly LazyFunction[]): Environment {
  const created = new Environment({
    unlistedVariablesAreDyn: true,
    homogeneousAggregateLiterals: false,
    enableOptionalTypes: true,
  });
  registerOperators(created);
  for (const [name, type] of Object.entries({ 'net.IP': Ip, 'net.CIDR': Cidr, Semver, Version, Quantity })) {
    registerOrdered(created, name, type);
  }
  registerNamespaces(created);
  registerFunctions(created, [...FUNCTION_GROUPS, { topic: '', functions: [BOUNDED_MATCHES] }]);
  for (const lazy of [...LAZY_FUNCTIONS, ...own]) registerLazy(created, lazy);
  for (const binder of BINDERS) registerBinder(created, binder);
  return created;
}
