import { Environment } from '@marcbachmann/cel-js';
import { registerFunctions, registerOperators } from './functions.ts';
import { LAZY_FUNCTIONS } from './lazy.ts';
import { registerLazy } from './macros.ts';

/** What every expression is compiled in. Variables are not listed: which there are is checked by references. */
export const environment = createEnvironment();

function createEnvironment(): Environment {
  const created = new Environment({
    unlistedVariablesAreDyn: true,
    homogeneousAggregateLiterals: false,
    enableOptionalTypes: true,
  });
  registerOperators(created);
  registerFunctions(created);
  for (const lazy of LAZY_FUNCTIONS) registerLazy(created, lazy);
  return created;
}
