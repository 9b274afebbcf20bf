import assert from 'node:assert/strict';
import type { Output } from '../connection/connection.ts';
import { isUnknown } from '../core/unknown.ts';
import type { Module, ModuleContext } from '../modules/define.ts';
import type { Facts } from '../modules/facts.ts';
import type { Reads } from '../modules/read.ts';
import { PlanFault, type Plan, type Step } from '../modules/step.ts';
import { factsOf } from './facts.ts';
import { listTree } from './file-tree.ts';
import { completeParams, listResultIssues } from './params.ts';
import { agrees, isChange, layOver, type Found } from './predictions.ts';
import type { Shell } from './shells.ts';
import { ask, takeStep } from './step-taking.ts';

export interface RealShellOptions {
  readonly shell: Shell;
  /** The folder that the params point into; reads must leave all of it as it is. */
  readonly root: string;
  readonly facts?: Partial<Facts>;
}

/** What became of the four runs. */
export interface FourRuns {
  readonly found: Found;
  readonly steps: readonly Step[];
  readonly after: Found;
  readonly ran: readonly Output[];
  /** What check mode said of the result. */
  readonly predictedResult: Readonly<Record<string, unknown>>;
  readonly result: Readonly<Record<string, unknown>>;
}

/**
 * The law of the four runs for one module, for real, on this machine: the dry run changes nothing and
 * predicts P; the run does P; a second run has nothing to do; the dry run after it is silent.
 */
export async function applyOnRealShell(
  module: Module,
  params: Readonly<Record<string, unknown>>,
  { shell, root, facts }: RealShellOptions,
): Promise<FourRuns> {
  const complete = completeParams(module.params, params);
  assert.deepEqual(complete.issues, [], 'the params are invalid');
  const context: ModuleContext<unknown> = { params: complete.params, facts: factsOf(module, facts) };
  const reads = module.reads(context);

  const before = listTree(root);
  const found = await askAll(reads, shell);
  const steps = stepsOf(module.plan({ ...context, found }));
  const predicted = layOver(found, reads, steps);
  assert.deepEqual(listTree(root), before, 'the reads changed something');

  const ran: Output[] = [];
  for (const step of steps) {
    const output = await takeStep(step, shell);
    if (output) ran.push(output);
  }
  const changed = listTree(root);
  const after = await askAll(reads, shell);
  checkPredictions(predicted, { after, steps });
  checkSilence(stepsOf(module.plan({ ...context, found: after })), { steps, after });
  assert.deepEqual(listTree(root), changed, 'the second run changed something');

  const pending = steps.length > 0;
  const result = module.output({ ...context, found: after, ran, pending: false });
  assert.deepEqual(listResultIssues(module.result, result), []);
  const unknown = Object.values(predicted).some(isUnknown);
  const predictedResult = unknown ? {} : module.output({ ...context, found: predicted, ran: [], pending });
  checkResult(predictedResult, result);
  return { found, steps, after, ran, predictedResult, result };
}

/** What a module plans for a host that is this machine. */
export async function planOnRealShell(
  module: Module,
  params: Readonly<Record<string, unknown>>,
  { shell, facts }: Omit<RealShellOptions, 'root'>,
): Promise<Plan> {
  const context = { params: completeParams(module.params, params).params, facts: factsOf(module, facts) };
  return module.plan({ ...context, found: await askAll(module.reads(context), shell) });
}

async function askAll(reads: Reads, shell: Shell): Promise<Found> {
  const answers = Object.entries(reads).map(async ([name, read]) => [name, await ask(read, shell)] as const);
  return Object.fromEntries(await Promise.all(answers));
}

function stepsOf(plan: Plan): readonly Step[] {
  if (plan instanceof PlanFault) return assert.fail(`the plan is a fault: ${plan.message}`);
  if (isUnknown(plan)) return assert.fail(`the plan is ${plan.toString()}`);
  return plan;
}

function checkPredictions(
  predicted: Found,
  { after, steps }: { readonly after: Found; readonly steps: readonly Step[] },
): void {
  const keeps = steps.some((step) => !isChange(step) || step.confirm !== undefined);
  for (const [name, answer] of Object.entries(predicted)) {
    if (keeps || agrees(answer, after[name])) continue;
    assert.deepEqual(after[name], answer, `"${name}" was predicted otherwise`);
  }
}

function checkSilence(
  left: readonly Step[],
  { steps, after }: { readonly steps: readonly Step[]; readonly after: Found },
): void {
  for (const step of steps.filter(isChange)) assert.equal(step.confirm?.(after), undefined);
  const due = left.filter((step) => isChange(step) && step.certain !== false && step.confirm === undefined);
  assert.deepEqual(
    due.map((step) => isChange(step) && step.change),
    [],
    'the second run has steps',
  );
}

function checkResult(predicted: object, result: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(predicted)) {
    assert.ok(agrees(value, result[name]), `the result's "${name}" was predicted otherwise`);
  }
}
