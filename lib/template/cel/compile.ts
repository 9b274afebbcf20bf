import { ParseError, type ParseResult } from '@marcbachmann/cel-js';
import { DiagnosticsError, fault, type Span } from '../../core/diagnostic.ts';
import type { Compiled, Scope } from '../compiled.ts';
import { spanInside } from '../position.ts';
import { environment } from './environment.ts';
import { describeFailure } from './failure.ts';
import { describeSyntax, describeTypes } from './faults.ts';
import { createPlan } from './plan.ts';
import { listReads } from './references.ts';
import { EvaluationFailure, runPlan } from './run.ts';

/** An expression with the type it is known to have before it runs: `bool`, `int`, `list`, … or `dyn`. */
export interface CompiledExpression extends Compiled {
  readonly type: string;
}

/** Compiles a CEL expression. Throws DiagnosticsError where its syntax or its types are wrong. */
export function compileCel(text: string, span: Span): CompiledExpression {
  const parsed = parse(text, span);
  const { valid, type = 'dyn', error } = parsed.check();
  if (!valid) {
    const { offset, message, hint } = describeTypes(error);
    throw new DiagnosticsError([
      fault('template/cel-type', message, { span: spanInside(span, text, offset), hint }),
    ]);
  }

  const plan = createPlan(parsed.ast);
  const references = listReads(parsed.ast).map(({ path, offset, optional }) => {
    return { path, span: spanInside(span, text, offset), ...(optional && { optional }) };
  });
  const render = (scope: Scope): unknown => {
    try {
      return runPlan(plan, scope);
    } catch (failure) {
      if (!(failure instanceof EvaluationFailure)) throw failure;
      throw describeFailure(failure, { text, span, scope });
    }
  };
  if (references.length > 0) return { span, type, literal: undefined, references, render };
  // An expression that reads nothing always gives the same, a mistake in it included.
  return { span, type, literal: { value: render({}) }, references, render };
}

function parse(text: string, span: Span): ParseResult {
  try {
    return environment.parse(text);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const { offset, message, hint } = describeSyntax(error, text);
    throw new DiagnosticsError([
      fault('template/cel-syntax', message, { span: spanInside(span, text, offset), hint }),
    ]);
  }
}
