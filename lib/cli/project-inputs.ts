import type { Diagnostic } from '../core/diagnostic.ts';
import type { Inventory } from '../inventory/model.ts';
import { selectHosts } from '../inventory/pattern.ts';
import { createLayersGiven } from '../playbook/given-inputs.ts';
import { resolveInputs, type ResolvedInputs, type ResolveInputsOptions } from '../playbook/inputs.ts';
import type { GivenInputs, InputsSchema, Play, Playbook } from '../playbook/model.ts';

export interface InputsOptions extends Pick<ResolveInputsOptions, 'generated' | 'validator'> {
  readonly extraVars: Readonly<Record<string, unknown>>;
}

export interface ProjectInputs {
  readonly inputsOf: (play: Play, host: string) => Readonly<Record<string, unknown>>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Plays of one file share their inputs; equal declarations are resolved once, for the hosts of all of them. */
export function resolveAllInputs(
  playbooks: readonly Playbook[],
  inventory: Inventory,
  options: InputsOptions,
): ProjectInputs {
  const keys = new Map<InputsSchema, string>();
  const numbers = new Map<GivenInputs | undefined, number>([[undefined, 0]]);
  const keyOf = ({ inputs, given }: Wanted): string => {
    const key = keys.get(inputs) ?? JSON.stringify(inputs);
    keys.set(inputs, key);
    const number = numbers.get(given) ?? numbers.size;
    numbers.set(given, number);
    return `${number} ${key}`;
  };
  const groups = new Map<string, Wanted & { readonly hosts: Set<string> }>();
  for (const { inputs, given, hosts } of playbooks.flatMap(({ plays }) => plays)) {
    const group = groups.get(keyOf({ inputs, given })) ?? { inputs, given, hosts: new Set() };
    groups.set(keyOf({ inputs, given }), group);
    for (const host of selectHosts(hosts, inventory).hosts) group.hosts.add(host);
  }
  const resolved = new Map<string, ResolvedInputs>();
  const resolve = (wanted: Wanted): ResolvedInputs => {
    const known = resolved.get(keyOf(wanted));
    if (known) return known;
    const fresh = resolveInputs(wanted.inputs, inventory, {
      ...options,
      hosts: [...(groups.get(keyOf(wanted))?.hosts ?? [])],
      layersGiven: (host, name) => layersGiven(wanted.given, host, name),
    });
    resolved.set(keyOf(wanted), fresh);
    return fresh;
  };
  const layersGiven = createLayersGiven({
    inventory,
    extraVars: options.extraVars,
    inputsOf: ({ inputs, outer }, host) => resolve({ inputs, given: outer }).inputsOf(host),
  });
  return {
    diagnostics: [...groups.values()].flatMap((wanted) => resolve(wanted).diagnostics),
    inputsOf: (play, host) => resolved.get(keyOf(play))?.inputsOf(host) ?? {},
  };
}

type Wanted = Pick<Play, 'inputs' | 'given'>;
