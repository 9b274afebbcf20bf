import type { Span } from '../core/diagnostic.ts';
import { K3Error } from '../core/errors.ts';
import { Unknown } from '../core/unknown.ts';
import type { Module } from '../modules/define.ts';
import { PlanFault, type Plan } from '../modules/step.ts';
import { describeThrown } from './failure.ts';

/**
 * A module of the user's that cannot bring the run down: what it throws, and a plan that is none, is a failure of
 * its task, with the place in its file.
 */
export function guardModule(module: Module, placeOf: (error: unknown) => Span): Module {
  const guard = <T>(part: string, body: () => T): T => {
    try {
      return body();
    } catch (error) {
      if (error instanceof K3Error) throw error;
      const { file, line, column } = placeOf(error);
      throw broken(`${file}:${line}:${column}: ${part} of "${module.name}": ${describeThrown(error)}`);
    }
  };
  const { show } = module;
  return {
    ...module,
    reads: (context) => guard('reads', () => module.reads(context)),
    plan: (context) =>
      checkPlan(
        module,
        guard('plan', () => module.plan(context)),
      ),
    output: (context) => guard('output', () => module.output(context)),
    ...(show && { show: (result) => guard('show', () => show(result)) }),
  };
}

function checkPlan({ name }: Module, plan: Plan): Plan {
  if (Array.isArray(plan) || plan instanceof PlanFault || plan instanceof Unknown) return plan;
  const isPromise = (plan as unknown) instanceof Promise;
  throw broken(
    `plan of "${name}" gives ${isPromise ? 'a promise' : 'no plan'}`,
    isPromise
      ? 'it is no async function: whatever has to be asked is a read'
      : 'it gives steps, [] where nothing is to do, a PlanFault or an Unknown',
  );
}

function broken(message: string, hint?: string): K3Error {
  return new K3Error(message, { kind: 'module', code: 'own/broken-module', hint });
}
