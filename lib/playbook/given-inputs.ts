import { DiagnosticsError, fault } from '../core/diagnostic.ts';
import { K3Error } from '../core/errors.ts';
import { describeHost } from '../inventory/describe-host.ts';
import type { Host, Inventory, Variable } from '../inventory/model.ts';
import type { Reference } from '../template/compiled.ts';
import type { GivenInputs } from './model.ts';

/** What imports give, the nearest first. */
export function listGiven(given: GivenInputs | undefined): readonly GivenInputs[] {
  return given ? [given, ...listGiven(given.outer)] : [];
}

export function referencesOf({ values }: GivenInputs): readonly Reference[] {
  return Object.values(values).flatMap(({ compiled }) => compiled.references);
}

export interface GivenOptions {
  readonly inventory: Inventory;
  readonly extraVars: Readonly<Record<string, unknown>>;
  /** The inputs of the file that imports, on a host. */
  readonly inputsOf: (given: GivenInputs, host: string) => Readonly<Record<string, unknown>>;
}

/** What imports give an input on a host, the outermost first. Throws DiagnosticsError where it cannot be made. */
export type LayersGiven = (given: GivenInputs | undefined, host: Host, name: string) => readonly Variable[];

/** Each value is made once a host, so that it is known for the same again. */
export function createLayersGiven(options: GivenOptions): LayersGiven {
  const made = new Map<GivenInputs, Map<string, Variable>>();
  return function layersGiven(given, host, name): readonly Variable[] {
    if (!given) return [];
    const outer = layersGiven(given.outer, host, name);
    if (!Object.hasOwn(given.values, name)) return outer;
    const known = made.get(given) ?? new Map<string, Variable>();
    made.set(given, known);
    const key = `${host.name} ${name}`;
    const variable = known.get(key) ?? makeVariable(given, name, { ...options, host });
    known.set(key, variable);
    return [...outer, variable];
  };
}

function makeVariable(
  given: GivenInputs,
  name: string,
  { host, inventory, extraVars, inputsOf }: GivenOptions & { readonly host: Host },
): Variable {
  const value = given.values[name];
  if (!value) return { value: undefined, span: undefined };
  const { compiled, spanAt } = value;
  const { span } = compiled;
  if (compiled.literal) return { value: compiled.literal.value, span, spanAt };
  const scope = {
    ...host.vars,
    ...extraVars,
    inputs: inputsOf(given, host.name),
    groups: inventory.groups,
    host: describeHost(host),
  };
  try {
    return { value: compiled.render(scope), span, spanAt };
  } catch (error) {
    if (!(error instanceof K3Error)) throw error;
    const message = `input ${name}, as it is given here, cannot be made on ${host.name}`;
    throw new DiagnosticsError([fault('inputs/given', message, { span, hint: error.message })]);
  }
}
