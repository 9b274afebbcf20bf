import { describeHost } from '../inventory/describe-host.ts';
import { findHost } from '../inventory/localhost.ts';
import type { Inventory } from '../inventory/model.ts';
import { selectHosts } from '../inventory/pattern.ts';
import type { Scope } from '../template/compiled.ts';
import { assignOver, defineLazily } from './lazy-vars.ts';
import type { Play } from './model.ts';

export interface PlayHostsOptions {
  readonly inventory: Inventory;
  readonly extraVars: Readonly<Record<string, unknown>>;
  readonly inputsOf: (play: Play, host: string) => Readonly<Record<string, unknown>>;
}

/** The hosts that take part in a play: those of its pattern for which its conditions hold. */
export function hostsOfPlay(play: Play, options: PlayHostsOptions): readonly string[] {
  const selected = selectHosts(play.hosts, options.inventory).hosts;
  if (play.when.length === 0) return selected;
  return selected.filter((name) => {
    const scope = scopeBefore(play, name, options);
    return play.when.every((condition) => condition.render(scope));
  });
}

/** What is known of a host of a play before any connection. The nearer wins: inventory, play, -e. */
export function scopeBefore(
  play: Play,
  name: string,
  { inventory, extraVars, inputsOf }: PlayHostsOptions,
): Scope {
  const host = findHost(name, inventory);
  const scope: Record<string, unknown> = { ...host?.vars };
  defineLazily(scope, play.vars);
  assignOver(scope, {
    ...extraVars,
    inputs: inputsOf(play, name),
    groups: inventory.groups,
    ...(host && { host: describeHost(host) }),
  });
  return scope;
}
