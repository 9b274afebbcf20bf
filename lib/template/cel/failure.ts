import { EvaluationError, type Environment } from '@marcbachmann/cel-js';
import type { Span } from '../../core/diagnostic.ts';
import { messageOf } from '../../core/errors.ts';
import { hintNearest } from '../../core/nearest.ts';
import { listNames } from '../access.ts';
import type { Scope } from '../compiled.ts';
import { WrongValue } from '../errors.ts';
import { spanInside } from '../position.ts';
import { describeTyping } from './faults.ts';
import type { EvaluationFailure } from './run.ts';

export interface FailureContext {
  readonly text: string;
  readonly span: Span;
  readonly scope: Scope;
  readonly environment: Environment;
}

export interface FailureWords {
  readonly code: string;
  readonly message: string;
  readonly place: Span;
  readonly hint?: string | undefined;
}

/** A failed evaluation in plain words, with its place. */
export function describeFailure(
  { error, evaluation, whole }: EvaluationFailure,
  { text, span, scope, environment }: FailureContext,
): FailureWords {
  const start = error instanceof EvaluationError ? (error.node?.start ?? error.range?.start ?? 0) : 0;
  const place = spanInside(span, text, whole.offset + start);
  if (error instanceof WrongValue)
    return { code: error.code, message: error.message, place, hint: error.hint };
  if (!(error instanceof EvaluationError)) {
    return { code: 'failed', message: evaluation.usage.redact(messageOf(error)), place };
  }

  const { node, code, summary } = error;
  // As written in the expression: it shows no value.
  const source = node?.input.slice(node.start, node.end) ?? '';
  switch (code) {
    case 'unknown_variable':
      return { code: 'undefined', place, ...describeVariable(source, scope) };
    case 'no_such_key':
      return { code: 'undefined', place, ...describeKey(source, evaluation.missed) };
    case 'index_out_of_bounds':
      return { code: 'undefined', place, message: `"${source}" is not defined: the list has no such item` };
    case 'no_such_overload':
    case 'no_matching_overload':
      return { code: 'wrong-type', place, ...describeTyping(code, summary, environment) };
    default: {
      const { message, hint } = describeTyping(code, summary, environment);
      return { code: 'failed', message: evaluation.usage.redact(message), place, hint };
    }
  }
}

function describeVariable(name: string, scope: Scope) {
  const hint = hintNearest(name, listNames(scope)) ?? `give it a value, or write default(${name}, …)`;
  return { message: `"${name}" is not defined`, hint };
}

function describeKey(source: string, missed: EvaluationFailure['evaluation']['missed']) {
  // A name that is not written in the expression was computed, perhaps from a secret.
  const hint =
    missed && source.includes(missed.name) ? hintNearest(missed.name, listNames(missed.map)) : undefined;
  return {
    message: `"${source}" is not defined`,
    hint: hint ?? `write default(${source}, …) where it may be missing`,
  };
}
