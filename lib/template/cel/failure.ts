import { EvaluationError } from '@marcbachmann/cel-js';
import type { Span } from '../../core/diagnostic.ts';
import { messageOf, type K3Error } from '../../core/errors.ts';
import { hintNearest } from '../../core/nearest.ts';
import { listKeys } from '../access.ts';
import type { Scope } from '../compiled.ts';
import { templateError } from '../errors.ts';
import { WrongValue } from '../format.ts';
import { spanInside } from '../position.ts';
import { describeTyping } from './faults.ts';
import type { EvaluationFailure } from './run.ts';

export interface FailurePlace {
  readonly text: string;
  readonly span: Span;
  readonly scope: Scope;
}

/** A failed evaluation in plain words, with its place. */
export function describeFailure(
  { error, evaluation, whole }: EvaluationFailure,
  { text, span, scope }: FailurePlace,
): K3Error {
  if (!(error instanceof EvaluationError)) {
    const place = spanInside(span, text, whole.offset);
    if (error instanceof WrongValue)
      return templateError('wrong-value', error.message, { span: place, hint: error.hint });
    return templateError('failed', evaluation.usage.redact(messageOf(error)), { span: place });
  }

  const { node } = error;
  const place = spanInside(span, text, whole.offset + (error.range?.start ?? 0));
  if (error.code === 'unknown_variable' && node?.op === 'id') {
    const name = String(node.args);
    const hint = hintNearest(name, listKeys(scope)) ?? `give it a value, or write default(${name}, …)`;
    return templateError('undefined', `"${name}" is not defined`, { span: place, hint });
  }
  if (error.code === 'no_such_key' && node?.input !== undefined) {
    return describeMissing({ source: node.input.slice(node.start, node.end), evaluation, place });
  }
  const { message, hint } = describeTyping(error.code, error.summary);
  const typing = error.code === 'no_such_overload' || error.code === 'no_matching_overload';
  return templateError('failed', typing ? message : evaluation.usage.redact(message), { span: place, hint });
}

interface Missing {
  /** As it is written in the expression, so it shows no value. */
  readonly source: string;
  readonly evaluation: EvaluationFailure['evaluation'];
  readonly place: Span;
}

function describeMissing({ source, evaluation, place }: Missing): K3Error {
  const { missed } = evaluation;
  const written = missed && source.includes(missed.name);
  const hint = written ? hintNearest(missed.name, missed.siblings) : undefined;
  const message =
    written && !source.endsWith(missed.name) && !source.endsWith(']')
      ? `"${source}" is not defined: there is no "${missed.name}"`
      : `"${source}" is not defined`;
  return templateError('undefined', message, {
    span: place,
    hint: hint ?? 'ask with has() or default() where it may be missing',
  });
}
