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
        const { span, place } = locate(requirement, host, options);
        const told = fault('inputs/required', `${place}${String(message.render(scope))}`, {
          span,
          ...(hint && { hint: String(hint.render(scope)) }),
        });
        faults.addAll([warn ? { ...told, severity: 'warning' } : told]);
      }
    }
  }
  return faults.list();
}

/** Where the value at fault is written, or what comes nearest to it; without such a place, the requirement itself. */
function locate(
  { at: [input, ...path], that }: Requirement,
  name: string,
  { inventory }: PlayHostsOptions,
): ReturnType<typeof locateInput> {
  const host = findHost(name, inventory);
  const written = input === undefined || !host ? undefined : locateInput(host.layers(input), path);
  return written && (written.span ?? written.place) ? written : { span: that.span, place: '' };
}
