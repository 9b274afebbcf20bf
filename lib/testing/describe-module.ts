import assert from 'node:assert/strict';
import { findUnknown, isUnknown } from '../core/unknown.ts';
import type { Module, ModuleContext } from '../modules/define.ts';
import type { Reads } from '../modules/read.ts';
import { PlanFault, type Plan, type Step } from '../modules/step.ts';
import { factsOf } from './facts.ts';
import type {
  Case,
  DriftCase,
  FaultCase,
  InSyncCase,
  InvalidCase,
  ModuleTable,
  Params,
  UnknownCase,
} from './module-table.ts';
import { completeParams, listResultIssues } from './params.ts';
import { agrees, isChange, layOver, type Found } from './predictions.ts';
import { dropFunctions, freeze } from './purity.ts';
import { runForReal } from './real-case.ts';
import { findRunner } from './runner.ts';
import { listShells, listSyntaxErrors } from './shells.ts';
import { describeStep } from './step-words.ts';

/**
 * A module's table: what was found → the steps. Beyond the table it checks that the params are valid, that
 * planning is pure, that the shells can parse all scripts, that the result fits its schema, and check mode's
 * law: with what the steps predict laid over what was found, nothing is left to do. Cases for a real shell are
 * carried out on this machine.
 *
 * Runs under whatever has `describe` and `it`, such as mocha, and else under node:test.
 */
export function describeModule(module: Module, table: ModuleTable): void {
  const subject: Subject = { module, parsed: new Set() };
  const { describe, it } = findRunner();
  describe(module.name, () => {
    for (const entry of table.inSync ?? []) {
      it(`in sync: ${entry.title}`, () => checkInSync(subject, entry));
    }
    for (const entry of table.drift ?? []) {
      it(`drift: ${entry.title}`, () => checkDrift(subject, entry));
    }
    for (const entry of table.faults ?? []) {
      it(`fault: ${entry.title}`, () => checkFault(subject, entry));
    }
    for (const entry of table.unknown ?? []) {
      it(`unknown: ${entry.title}`, () => checkUnknown(subject, entry));
    }
    for (const entry of table.invalid ?? []) {
      it(`refuses ${entry.title}`, () => checkInvalid(module, entry));
    }
    for (const entry of table.onRealShell ?? []) {
      for (const shell of listShells()) {
        it(`for real under ${shell.name}: ${entry.title}`, () => runForReal(module, { entry, shell }));
      }
    }
    for (const { title, params } of module.examples) {
      it(`accepts its example "${title}"`, () =>
        assert.deepEqual(completeParams(module.params, params).issues, []));
    }
  });
}

interface Subject {
  readonly module: Module;
  /** Scripts that all shells can parse: three processes each are enough. */
  readonly parsed: Set<string>;
}

function checkInSync(subject: Subject, entry: InSyncCase): void {
  const context = prepare(subject.module, entry);

  assert.deepEqual(planTwice(subject, context, entry.found), []);
  checkResult(subject.module, { context, found: entry.found, pending: false, expected: entry.result });
}

function checkDrift(subject: Subject, entry: DriftCase): void {
  const context = prepare(subject.module, entry);

  const steps = stepsOf(planTwice(subject, context, entry.found));

  assert.deepEqual(
    steps.map((step, index) => describeStep(step, entry.steps[index])),
    entry.steps,
  );
  for (const step of steps) if (step.kind === 'run') checkSyntax(subject, step.script.text);
  const predicted = layOver(entry.found, readsTwice(subject, context), steps);
  const after = entry.after ?? predicted;
  checkPrediction(predicted, { after, steps });
  checkProof(subject, { context, found: entry.found, after, steps });
  checkResult(subject.module, { context, found: predicted, pending: true, expected: entry.result });
}

function checkFault(subject: Subject, entry: FaultCase): void {
  const plan = planTwice(subject, prepare(subject.module, entry), entry.found);

  assert.ok(plan instanceof PlanFault, `the plan is ${JSON.stringify(plan)}, not a fault`);
  assert.match(plan.hint ? `${plan.message} (${plan.hint})` : plan.message, entry.message);
}

function checkUnknown(subject: Subject, entry: UnknownCase): void {
  const plan = planTwice(subject, prepare(subject.module, entry), entry.found);

  assert.ok(isUnknown(plan), `the plan is ${JSON.stringify(plan)}, not unknown`);
  assert.match(plan.reason, entry.reason);
}

function checkInvalid(module: Module, { params, message }: InvalidCase): void {
  const { issues } = completeParams(module.params, params);

  assert.ok(issues.length > 0, 'the params are taken for valid');
  assert.match(issues.join('\n'), message);
}

function prepare(module: Module, { params, facts }: Case): ModuleContext<unknown> {
  const complete = completeParams(module.params, params);
  assert.deepEqual(complete.issues, [], 'the params of the case are invalid');
  return { params: freeze(complete.params), facts: freeze(factsOf(module, facts)) };
}

function readsTwice(subject: Subject, context: ModuleContext<unknown>): Reads {
  const { module } = subject;
  const reads = module.reads(context);
  const askedAgain = module.reads(context);
  for (const [name, read] of Object.entries(reads)) {
    const again = askedAgain[name];
    assert.equal(again?.key, read.key, `the read "${name}" changes its key between two calls`);
    if (read.kind !== 'host') continue;
    assert.deepEqual(
      again.kind === 'host' && again.script,
      read.script,
      `the read "${name}" changes its script`,
    );
    checkSyntax(subject, read.script.text);
  }
  return reads;
}

function planTwice(subject: Subject, context: ModuleContext<unknown>, found: Found): Plan {
  const { module } = subject;
  const reads = readsTwice(subject, context);
  assert.deepEqual(Object.keys(found).sort(), Object.keys(reads).sort(), 'found does not name the reads');
  const plan = module.plan({ ...context, found: freeze(found) });
  const again = module.plan({ ...context, found });
  assert.deepEqual(dropFunctions(again), dropFunctions(plan), 'the plan changes between two calls');
  return plan;
}

function stepsOf(plan: Plan): readonly Step[] {
  if (plan instanceof PlanFault) return assert.fail(`the plan is a fault: ${plan.message}`);
  if (isUnknown(plan)) return assert.fail(`the plan is ${plan.toString()}`);
  return plan;
}

function checkSyntax({ parsed }: Subject, script: string): void {
  if (parsed.has(script)) return;
  assert.deepEqual(listSyntaxErrors(script), []);
  parsed.add(script);
}

/** What was predicted comes true, where the table says what the host answers afterwards. Waits predict nothing. */
function checkPrediction(predicted: Found, { after, steps }: { after: Found; steps: readonly Step[] }): void {
  if (steps.some((step) => !isChange(step) || step.confirm !== undefined)) return;
  for (const [name, answer] of Object.entries(predicted)) {
    assert.ok(agrees(answer, after[name]), `"${name}" is predicted otherwise than it is afterwards`);
  }
}

interface ProofOptions {
  readonly context: ModuleContext<unknown>;
  readonly found: Found;
  readonly after: Found;
  readonly steps: readonly Step[];
}

/** After the steps nothing is left to do. Waits, actions and uncertain steps are due again by nature. */
function checkProof(subject: Subject, { context, found, after, steps }: ProofOptions): void {
  for (const step of steps.filter(isChange)) {
    if (!step.confirm) continue;
    assert.equal(step.confirm(after), undefined, 'the action is not confirmed by what is found after it');
    if (step.certain !== false)
      assert.ok(step.confirm(found), 'the action is confirmed though nothing happened');
  }
  if (Object.values(after).some(isUnknown)) return;
  const left = stepsOf(planTwice(subject, context, after)).filter(
    (step) => isChange(step) && step.certain !== false && step.confirm === undefined,
  );
  assert.deepEqual(
    left.map((step) => describeStep(step, undefined)),
    [],
    'steps are left over after the steps',
  );
}

interface ResultOptions {
  readonly context: ModuleContext<unknown>;
  readonly found: Found;
  readonly pending: boolean;
  readonly expected: Params | undefined;
}

function checkResult(module: Module, { context, found, pending, expected }: ResultOptions): void {
  if (Object.values(found).some(isUnknown)) return;
  const result = module.output({ ...context, found, ran: [], pending });
  assert.deepEqual(listResultIssues(module.result, result), []);
  if (!expected) return;
  const shown = Object.entries(result).map(([name, value]) => [
    name,
    findUnknown(value) ? '(unknown)' : value,
  ]);
  assert.deepEqual(Object.fromEntries(shown), expected);
}
