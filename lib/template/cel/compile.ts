import { ParseError, type Environment, type ParseResult } from '@marcbachmann/cel-js';
import { DiagnosticsError, fault, type Span } from '../../core/diagnostic.ts';
import type { Compiled, Scope } from '../compiled.ts';
import { templateError } from '../errors.ts';
import { spanInside } from '../position.ts';
import { describeFailure, type FailureContext } from './failure.ts';
import { describeSyntax, describeTypes, type CelFault } from './faults.ts';
import { findOwnName } from './own-names.ts';
import { parseExpression } from './parse.ts';
import { createPlan, type Plan } from './plan.ts';
import { listReads } from './references.ts';
import { EvaluationFailure, runPlan } from './run.ts';

/** An expression with the type it is known to have before it runs: `bool`, `int`, `list`, … or `dyn`. */
export interface CompiledExpression extends Compiled {
  readonly type: string;
}

/** Compiles a CEL expression. Throws DiagnosticsError where its syntax or its types are wrong. */
export function compileCel(text: string, span: Span, environment: Environment): CompiledExpression {
  const parsed = parse(text, span, environment);
  const ownName = findOwnName(parsed.ast, environment);
  if (ownName) throw refuse('template/cel-name', ownName, { text, span });
  const { valid, type = 'dyn', error } = parsed.check();
  if (!valid) {
    const typing = describeTypes(error, environment);
    const code = typing.unknown ? 'template/unknown-function' : 'template/cel-type';
    throw refuse(code, typing, { text, span });
  }

  const plan = createPlan(parsed.ast, environment);
  const references = listReads(parsed.ast).map(({ path, offset, optional }) => {
    return { path, span: spanInside(span, text, offset), ...(optional && { optional }) };
  });
  const render = (scope: Scope): unknown => {
    try {
      return runPlan(plan, scope);
    } catch (failure) {
      if (!(failure instanceof EvaluationFailure)) throw failure;
      const { code, message, place, hint } = describeFailure(failure, { text, span, scope, environment });
      throw templateError(code, message, { span: place, hint });
    }
  };
  const constant = { text, span, scope: {}, environment };
  const literal = references.length > 0 ? undefined : { value: runConstant(plan, constant) };
  return { span, type, literal, references, render };
}

/** An expression that reads nothing always gives the same, and so do its mistakes. */
function runConstant(plan: Plan, context: FailureContext): unknown {
  try {
    return runPlan(plan, {});
  } catch (failure) {
    if (!(failure instanceof EvaluationFailure)) throw failure;
    const { message, place, hint } = describeFailure(failure, context);
    throw new DiagnosticsError([fault('template/cel-value', message, { span: place, hint })]);
  }
}

/** The JSON type that an expression is known to make, where it is known. */
export function typeOfExpression(text: string, environment: Environment): string | undefined {
  const { valid, type = 'dyn' } = environment.check(text);
  return valid ? JSON_TYPES[type.replace(/<.*/, '')] : undefined;
}

const JSON_TYPES: Readonly<Record<string, string>> = {
  string: 'string',
  bool: 'boolean',
  int: 'integer',
  double: 'number',
  list: 'array',
  map: 'object',
  null: 'null',
};

function parse(text: string, span: Span, environment: Environment): ParseResult {
  try {
    return parseExpression(text, environment);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    throw refuse('template/cel-syntax', describeSyntax(error, text), { text, span });
  }
}

function refuse(
  code: string,
  { offset, message, hint }: CelFault,
  { text, span }: { readonly text: string; readonly span: Span },
): DiagnosticsError {
  return new DiagnosticsError([fault(code, message, { span: spanInside(span, text, offset), hint })]);
}
