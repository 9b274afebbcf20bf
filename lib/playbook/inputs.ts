import type { Diagnostic } from '../core/diagnostic.ts';
import { findHost } from '../inventory/localhost.ts';
import type { Host, Inventory, Variable } from '../inventory/model.ts';
import type { SchemaValidator } from '../schema/validate.ts';
import { createValidator } from '../schema/validate.ts';
import type { GeneratedSecrets } from '../secrets/generated.ts';
import { checkSameOn } from './inputs-same-on.ts';
import { Faults } from './faults.ts';
import { warnOfUnknownKeys } from './inputs-known-keys.ts';
import { checkLocalFiles } from './inputs-local-file.ts';
import { describeMissingInput } from './inputs-faults.ts';
import { InputResolver, type InputValue } from './inputs-value.ts';
import type { InputsSchema } from './model.ts';

export interface ResolveInputsOptions {
  /** Variables of the command line, nearest of all; needed where the inventory was loaded without them. */
  readonly extraVars?: Readonly<Record<string, unknown>> | undefined;
  /** Where values come from that a schema wants generated. */
  readonly generated: Pick<GeneratedSecrets, 'get' | 'certificates'>;
  readonly validator?: SchemaValidator | undefined;
  /**
   * The hosts that need the inputs. Values of others are told of nowhere. Without it all hosts count, but an
   * input without a value is told of only where no host has one.
   */
  readonly hosts?: readonly string[] | undefined;
  /** What imports give an input on a host: over the inventory's levels. */
  readonly layersGiven?: ((host: Host, name: string) => readonly Variable[]) | undefined;
}

export interface ResolvedInputs {
  /** Validated and defaulted; secrets as Secret. The same object for hosts that have the same values. */
  inputsOf(host: string): Readonly<Record<string, unknown>>;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * What each host's inputs are: the inventory's levels merged key by key, under the command line, over the
 * defaults of the schemas. Hosts with the same levels share the work.
 */
export function resolveInputs(
  schemas: InputsSchema,
  inventory: Inventory,
  { extraVars = {}, generated, validator = createValidator(), hosts, layersGiven }: ResolveInputsOptions,
): ResolvedInputs {
  const resolvers = Object.entries(schemas).map(
    ([name, schema]) => new InputResolver(name, schema, { validator, generated, inventory }),
  );
  const valueOf = (resolver: InputResolver, host: Host): InputValue => {
    const { name } = resolver;
    const given = layersGiven?.(host, name) ?? [];
    return resolver.resolve(joinLayers(host.layers(name), given, commandLine(extraVars, name)));
  };

  const wanted = (hosts ?? [...inventory.hosts.keys()]).flatMap((name) => findHost(name, inventory) ?? []);
  const faults = new Faults();
  for (const resolver of resolvers) {
    const values = new Map(wanted.map((host) => [host.name, valueOf(resolver, host)]));
    const missing = [...values].filter(([, { kind }]) => kind === 'missing').map(([name]) => name);
    const told = hosts ? missing.length > 0 : missing.length === values.size;
    if (told && missing.length > 0)
      faults.addAll([describeMissingInput(resolver.name, missing, { inventory, schemas })]);
    for (const value of values.values()) faults.addAll(value.diagnostics);
    faults.addAll(checkLocalFiles(resolver, values.values()));
    faults.addAll(warnOfUnknownKeys(resolver, values.values()));
    const located = (name: string): InputValue | undefined => {
      const host = inventory.hosts.get(name);
      return host && valueOf(resolver, host);
    };
    faults.addAll(checkSameOn(resolver, inventory, located));
  }

  const shared = new Map<string, Readonly<Record<string, unknown>>>();
  function inputsOf(name: string): Readonly<Record<string, unknown>> {
    const host = findHost(name, inventory);
    if (!host) return {};
    const values = resolvers.map((resolver) => ({ name: resolver.name, value: valueOf(resolver, host) }));
    const key = values.map(({ value }) => value.id).join(',');
    const known = shared.get(key);
    if (known) return known;
    const present = values.filter(({ value }) => value.kind === 'present');
    const inputs = Object.fromEntries(present.map(({ name: input, value }) => [input, value.value]));
    shared.set(key, inputs);
    return inputs;
  }

  return { inputsOf, diagnostics: faults.list() };
}

function commandLine(extraVars: Readonly<Record<string, unknown>>, name: string): readonly Variable[] {
  return Object.hasOwn(extraVars, name) ? [{ value: extraVars[name], span: undefined }] : [];
}

/** The inventory may have the command line's value as its nearest already. */
function joinLayers(
  own: readonly Variable[],
  given: readonly Variable[],
  last: readonly Variable[],
): readonly Variable[] {
  const isThere = last.length > 0 && own.at(-1)?.value === last[0]?.value;
  if (isThere && given.length === 0) return own;
  return [...(isThere ? own.slice(0, -1) : own), ...given, ...last];
}
