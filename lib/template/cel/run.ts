import { Secret } from '../../core/secret.ts';
import { Unknown } from '../../core/unknown.ts';
import { readKey, UnknownAccess, Usage } from '../access.ts';
import type { Scope } from '../compiled.ts';
import { WrongValue } from '../errors.ts';
import type { Plan, Whole } from './plan.ts';
import { Evaluation } from './view.ts';

/** Thrown by cel-js or by a function of ours, with what is needed to say it in plain words. */
export class EvaluationFailure extends Error {
  readonly evaluation: Evaluation;
  readonly whole: Whole;
  readonly error: unknown;

  constructor(
    error: unknown,
    { evaluation, whole }: { readonly evaluation: Evaluation; readonly whole: Whole },
  ) {
    super('an expression could not be evaluated');
    this.error = error;
    this.evaluation = evaluation;
    this.whole = whole;
  }
}

/** Carries out a plan. What needs an Unknown is that Unknown; throws EvaluationFailure. */
export function runPlan(plan: Plan, scope: Scope): unknown {
  switch (plan.kind) {
    case 'map':
      return runMap(plan.entries, scope);
    case 'list':
      return plan.items.map((item) => runPlan(item, scope));
    case 'choice': {
      const condition = runWhole(plan.condition, scope);
      if (condition instanceof Unknown) return condition;
      if (typeof condition === 'boolean') return runPlan(condition ? plan.chosen : plan.other, scope);
      const error = new TypeError('a condition must be true or false');
      throw new EvaluationFailure(error, { evaluation: new Evaluation(new Usage()), whole: plan.condition });
    }
    case 'path': {
      const value = followPath(scope, plan.names);
      return value === undefined ? runWhole(plan.whole, scope) : value;
    }
    case 'whole':
      return runWhole(plan, scope);
  }
}

function runMap(entries: readonly { readonly key: Whole; readonly value: Plan }[], scope: Scope): unknown {
  const made: [string, unknown][] = [];
  for (const { key, value } of entries) {
    const name = runWhole(key, scope);
    if (name instanceof Unknown) return name;
    if (name instanceof Secret) {
      const evaluation = new Evaluation(new Usage());
      throw new EvaluationFailure(new WrongValue('a secret cannot be a key'), { evaluation, whole: key });
    }
    made.push([String(name), runPlan(value, scope)]);
  }
  return Object.fromEntries(made.filter(([name]) => name !== '__proto__'));
}

function followPath(scope: Scope, names: readonly (string | number)[]): unknown {
  let value: unknown = scope;
  for (const name of names) {
    if (value instanceof Unknown) return value;
    if (value === null || typeof value !== 'object' || Array.isArray(value) !== (typeof name === 'number'))
      return undefined;
    value = readKey(value, String(name));
  }
  return value;
}

/**
 * A second evaluation follows where the first touched a secret, so that the common one need not remember what
 * it read to tell secret text from other text.
 */
function runWhole(whole: Whole, scope: Scope): unknown {
  const first = new Usage();
  const made = evaluate(whole, scope, first);
  if (!first.touchedSecret || made instanceof Unknown) return made;
  const second = new Usage();
  second.recordPublic(whole.literals);
  return evaluate(whole, scope, second);
}

function evaluate(whole: Whole, scope: Scope, usage: Usage): unknown {
  const evaluation = new Evaluation(usage);
  try {
    return evaluation.settle(whole.evaluate(evaluation.exposeScope(scope)));
  } catch (error) {
    if (error instanceof UnknownAccess) return error.unknown;
    throw new EvaluationFailure(error, { evaluation, whole });
  }
}
