import { ParseError, type ASTNode, type Environment } from '@marcbachmann/cel-js';
import { WrongValue } from '../errors.ts';
import type { Examples } from './function.ts';
import { evaluationOf, type Evaluation } from './view.ts';

interface EvaluationContext {
  getValue(name: string): unknown;
}

interface Evaluator {
  run(node: ASTNode, context: EvaluationContext): unknown;
}

interface Checker {
  check(node: ASTNode, context: unknown): CheckedType;
  getType(name: string): unknown;
  createError(code: string, message: string, node: ASTNode): Error;
}

export interface CheckedType {
  readonly kind: string;
  readonly name: string;
  readonly valueType?: unknown;
}

interface Call {
  readonly args: readonly ASTNode[];
}

interface ReceiverCall extends Call {
  readonly receiver: ASTNode;
}

/** Names with one more, for a value of a type. */
interface Names extends EvaluationContext {
  forkWithVariable(name: string, type: unknown): Names;
  reuse(parent: EvaluationContext): Names;
  setIterValue(value: unknown, evaluator: Evaluator): Names;
}

export interface BinderCall {
  readonly keyOf: (item: unknown) => unknown;
  readonly evaluation: Evaluation;
}

/** A function on a list that is given a name and an expression over it: `list.sortBy(x, x.name)`. */
export interface Binder {
  readonly name: string;
  readonly returns: string;
  readonly summary: string;
  readonly examples: Examples;
  readonly run: (items: readonly unknown[], call: BinderCall) => unknown;
}

/** Arguments that are evaluated when the function asks for them. */
type Argument = () => unknown;

export interface LazyFunction {
  readonly name: string;
  readonly topic: string;
  readonly summary: string;
  readonly examples: Examples;
  /** What it takes, by names. */
  readonly parameters: readonly string[];
  readonly returns: string;
  /** Why a value of a type cannot be the argument at a place; undefined where it can. */
  readonly refuse?: (type: CheckedType, at: number) => string | undefined;
  readonly run: (args: readonly Argument[], evaluation: Evaluation) => unknown;
}

/**
 * Registers a function as a macro. As a plain function cel-js would look inside its arguments for their types,
 * and so touch secrets and unknowns that the function itself passes on untouched.
 */
export function registerLazy(
  environment: Environment,
  { name, parameters, returns, refuse, run }: LazyFunction,
): void {
  const signature = `${name}(${parameters.map(() => 'ast').join(', ')}): ${returns}`;
  environment.registerFunction(signature, ({ args }: Call) => ({
    args,
    async: false,
    typeCheck(checker: Checker, _macro: unknown, context: unknown) {
      for (const [at, arg] of args.entries()) {
        const type = checker.check(arg, context);
        const refused = refuse?.(type, at);
        if (refused !== undefined) throw checker.createError('wrong_argument', refused, arg);
      }
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

export function registerBinder(environment: Environment, { name, returns, run }: Binder): void {
  const signature = `list.${name}(ast, ast): ${returns}`;
  environment.registerFunction(signature, ({ receiver, args: [variable, key] }: ReceiverCall) => {
    if (variable?.op !== 'id' || !key) {
      throw new ParseError(`${name}() wants a name and an expression over it, such as (x, x.name)`, variable);
    }
    const bound = variable.args;
    // Set where types are checked, which comes before each first evaluation.
    const state: { names?: Names } = {};
    return {
      args: [variable, key],
      async: false,
      typeCheck(checker: Checker, _macro: unknown, context: Names) {
        const list = checker.check(receiver, context);
        if (list.kind !== 'list' && list.kind !== 'dyn') {
          throw checker.createError('wrong_receiver', `${name}() wants a list, not ${list.name}`, receiver);
        }
        const item = list.kind === 'list' ? list.valueType : checker.getType('dyn');
        state.names = context.forkWithVariable(bound, item);
        checker.check(key, state.names);
        return checker.getType(returns);
      },
      evaluate(evaluator: Evaluator, _macro: unknown, context: EvaluationContext) {
        const list = evaluator.run(receiver, context);
        if (!Array.isArray(list)) throw new WrongValue(`${name}() wants a list`);
        const keyOf = (item: unknown): unknown =>
          evaluator.run(key, state.names?.reuse(context).setIterValue(item, evaluator) ?? context);
        return run(list, { keyOf, evaluation: evaluationOf(context) });
      },
    };
  });
}
