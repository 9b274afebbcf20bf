import type { ASTNode, Environment } from '@marcbachmann/cel-js';
import { evaluationOf, type Evaluation } from './view.ts';

interface EvaluationContext {
  getValue(name: string): unknown;
}

interface Evaluator {
  run(node: ASTNode, context: EvaluationContext): unknown;
}

interface Checker {
  check(node: ASTNode, context: unknown): unknown;
  getType(name: string): unknown;
}

interface Call {
  readonly args: readonly ASTNode[];
}

/** Arguments that are evaluated when the function asks for them. */
type Argument = () => unknown;

export interface LazyFunction {
  readonly name: string;
  readonly parameters: number;
  readonly returns: string;
  readonly run: (args: readonly Argument[], evaluation: Evaluation) => unknown;
}

/**
 * Registers a function as a macro. As a plain function cel-js would look inside its arguments for their types,
 * and so touch secrets and unknowns that the function itself passes on untouched.
 */
export function registerLazy(
  environment: Environment,
  { name, parameters, returns, run }: LazyFunction,
): void {
  const signature = `${name}(${Array.from({ length: parameters }, () => 'ast').join(', ')}): ${returns}`;
  environment.registerFunction(signature, ({ args }: Call) => ({
    args,
    async: false,
    typeCheck(checker: Checker, _macro: unknown, context: unknown) {
      for (const arg of args) checker.check(arg, context);
      return checker.getType(returns);
    },
    evaluate(evaluator: Evaluator, _macro: unknown, context: EvaluationContext) {
      return run(
        args.map((arg) => () => evaluator.run(arg, context)),
        evaluationOf(context),
      );
    },
  }));
}
