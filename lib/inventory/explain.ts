import type { Span } from '../core/diagnostic.ts';
import type { Host, Variable } from './model.ts';
import { titleOf, type VariableLevel } from './precedence.ts';

/** A place that says a variable. */
export interface ExplainedPlace {
  readonly level: VariableLevel;
  /** For people, with the group where there is one. */
  readonly title: string;
  readonly group?: string;
  /** Undefined on the command line. */
  readonly place: Span | undefined;
  readonly value: unknown;
  readonly wins: boolean;
}

export interface Explanation {
  readonly host: string;
  readonly variable: string;
  /** From the weakest to the one that wins. */
  readonly places: readonly ExplainedPlace[];
}

/** Every place of the inventory, and of the command line, that gives a host a variable. */
export function explainVariable(host: Host, variable: string): Explanation {
  const layers = host.layers(variable);
  const places = layers.map((layer, index) => explainPlace(layer, index === layers.length - 1));
  return { host: host.name, variable, places };
}

function explainPlace({ value, span, from }: Variable, wins: boolean): ExplainedPlace {
  const level = from?.level ?? 'inventory';
  const { group } = from ?? {};
  const title = group === undefined ? titleOf(level) : `${titleOf(level)} ${group}`;
  return { level, title, ...(group !== undefined && { group }), place: span, value, wins };
}
