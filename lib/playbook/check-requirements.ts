import { fault, type Diagnostic } from '../core/diagnostic.ts';
import { findHost } from '../inventory/localhost.ts';
import { Faults } from './faults.ts';
import { locateInput } from './inputs-faults.ts';
import type { Play, Requirement } from './model.ts';
import { hostsOfPlay, scopeBefore, type PlayHostsOptions } from './play-hosts.ts';

/** What the plays require of inputs and inventory and what does not hold, each once for all hosts alike. */
export function checkRequirements(plays: readonly Play[], options: PlayHostsOptions): readonly Diagnostic[] {
  const faults = new Faults();
  for (const play of plays.filter(({ require }) => require.length > 0)) {
    for (const host of hostsOfPlay(play, options)) {
      const scope = scopeBefore(play, host, options);
      for (const requirement of play.require) {
        if (requirement.that.render(scope) === true) continue;
        const { message, hint, warn } = requirement;
        const told = fault('inputs/required', String(message.render(scope)), {
          span: locate(requirement, host, options),
          ...(hint && { hint: String(hint.render(scope)) }),
        });
        faults.addAll([warn ? { ...told, severity: 'warning' } : told]);
      }
    }
  }
  return faults.list();
}

/** Where the inventory writes the value that is at fault, or comes nearest to writing it. */
function locate(
  { at: [input, ...path] }: Requirement,
  name: string,
  { inventory }: PlayHostsOptions,
): Diagnostic['span'] {
  const host = findHost(name, inventory);
  return input === undefined || !host ? undefined : locateInput(host.layers(input), path).span;
}
