import type { Output } from '../connection/connection.ts';
import { K3Error } from '../core/errors.ts';
import { isUnknown, Unknown } from '../core/unknown.ts';
import type { Module } from '../modules/define.ts';
import type { Facts } from '../modules/facts.ts';
import { PlanFault, type ChangeStep, type Plan, type PollStep, type Step } from '../modules/step.ts';
import { askReads, disturb, overlayPredicted, type Foresee } from './ask.ts';
import type { Place } from './place.ts';
import { carryOut, faultError, missingNow, waitFor } from './carry-out.ts';
import { describeShown } from './records.ts';

/** What a task did on a host, or in check mode would do. */
export interface Execution {
  readonly status: 'ok' | 'changed' | 'unknown';
  readonly steps: readonly Step[];
  readonly result: Readonly<Record<string, unknown>>;
  /** Why it is unknown, or what the module has to say to people. */
  readonly message: string | undefined;
}

export interface ExecutionOptions {
  readonly module: Module;
  readonly params: unknown;
  readonly facts: Facts;
  readonly place: Place;
  /** What comes after it on the host, to be read along with what it reads itself. */
  readonly foresee?: Foresee | undefined;
  readonly onWait: (step: PollStep, missing: string) => void;
  /** Sees what was found and the steps that follow, before any is taken; a dry run shows it those there would be. */
  readonly witness?: ((found: Found, steps: readonly Step[]) => void) | undefined;
  /** Called once, before the first step that changes something. */
  readonly beforeChange?: (() => Promise<void>) | undefined;
}

type Found = Readonly<Record<string, unknown>>;

/** A plan of waits only is followed by another look; so many looks at most. */
const MAX_ROUNDS = 4;

/** Reads, plans, and unless in check mode takes the steps and proves them. Throws K3Error. */
export async function execute(options: ExecutionOptions): Promise<Execution> {
  const found = await look(options);
  return options.place.check ? predictOutcome(options, found) : converge(options, found);
}

function look({ module, params, facts, place, foresee }: ExecutionOptions): Promise<Found> {
  return askReads(module.reads({ params, facts }), place, foresee);
}

/** What a dry run would find after its steps: the host itself has not changed since it was asked. */
function lookAgain({ module, params, facts, place }: ExecutionOptions, found: Found): Found {
  return overlayPredicted(module.reads({ params, facts }), found, place);
}

function planOf({ module, params, facts }: ExecutionOptions, found: Found): readonly Step[] | Unknown {
  const unknown = Object.values(found).find(isUnknown);
  if (unknown) return unknown;
  const plan: Plan = module.plan({ params, facts, found });
  if (!(plan instanceof PlanFault)) return plan;
  throw faultError(plan, `module/${module.name}`);
}

/** Check mode: stops after the plan, and lays what the steps predict over the host's own answers. */
async function predictOutcome(options: ExecutionOptions, found: Found): Promise<Execution> {
  const plan = planOf(options, found);
  if (isUnknown(plan)) return cannotKnow(options, plan);
  const { place } = options;
  const steps: Step[] = [];
  const reasons: string[] = [];
  for (const step of plan) {
    if (step.kind === 'poll') {
      const missing = await missingNow(step, place);
      if (missing === undefined) continue;
      reasons.push(`would wait until ${step.what}: ${missing}`);
    } else {
      if (step.certain === false) reasons.push(`${step.change.subject} may change`);
      remember(step, place);
    }
    steps.push(step);
  }
  options.witness?.(found, steps);
  const changes = steps.filter(isChange);
  const status = changes.some(isCertain) ? 'changed' : steps.length > 0 ? 'unknown' : 'ok';
  const after = steps.length > 0 ? lookAgain(options, found) : found;
  const unknown = Object.values(after).find(isUnknown);
  const result = unknown
    ? unknownResult(options, unknown)
    : predictedOutput(options, after, changes.length > 0);
  return { status, steps, result, message: reasons.join('; ') || sayOf(options, result) };
}

function remember(step: ChangeStep, { session, predicted, announced }: Place): void {
  announced.first ??= `${step.change.subject} on ${session.name}`;
  for (const { key, answer } of step.predicts ?? []) {
    const certain = step.certain !== false || isUnknown(answer);
    predicted.set(key, certain ? answer : new Unknown(`${step.change.subject} may change`));
  }
}

function cannotKnow(options: ExecutionOptions, unknown: Unknown): Execution {
  return { status: 'unknown', steps: [], result: unknownResult(options, unknown), message: unknown.reason };
}

/** Every field of the result unknown, for the one reason. */
export function unknownResult(
  { module }: { readonly module: Module },
  unknown: Unknown,
): Record<string, unknown> {
  return Object.fromEntries(Object.keys(module.result.properties).map((name) => [name, unknown]));
}

/** Takes the steps, then asks the same reads and plans again: what is left over did not converge. */
async function converge(options: ExecutionOptions, first: Found): Promise<Execution> {
  const taken: Step[] = [];
  const ran: Output[] = [];
  let found = first;
  let changedBefore = false;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const plan = decidedPlan(options, found).filter((step) => !changedBefore || isLeftOver(step));
    if (plan.length === 0) return outcome(options, { taken, ran, found });
    const left = plan.find(isChange);
    if (changedBefore && left) throw notConverged(left);
    if (left) {
      options.witness?.(found, plan);
      await options.beforeChange?.();
    }
    for (const step of plan) {
      const output = await take(step, options);
      if (output) ran.push(output);
    }
    taken.push(...plan);
    // A module that judges exit codes itself has its say before any proof: a failed command proves nothing.
    if (ran.some(({ code }) => code !== 0)) return outcome(options, { taken, ran, found });
    if (!needsProof(plan)) return outcome(options, { taken, ran, found });
    found = await lookAfter(options, plan, found);
    confirmActions(plan, found);
    changedBefore ||= plan.some(isChange);
  }
  return outcome(options, { taken, ran, found });
}

/** What was only brought here has left the host as it was found: it is asked again where that proves nothing. */
async function lookAfter(options: ExecutionOptions, plan: readonly Step[], found: Found): Promise<Found> {
  if (!plan.every(isTakenHere)) return look(options);
  const { module, params, facts, place } = options;
  const reads = Object.entries(module.reads({ params, facts })).filter(([, { kind }]) => kind === 'here');
  const after = { ...found, ...(await askReads(Object.fromEntries(reads), place)) };
  return decidedPlan(options, after).length === 0 ? after : look(options);
}

function isTakenHere({ kind }: Step): boolean {
  return kind === 'fetch' || kind === 'put-here';
}

function decidedPlan(options: ExecutionOptions, found: Found): readonly Step[] {
  const plan = planOf(options, found);
  if (!isUnknown(plan)) return plan;
  throw new K3Error(`cannot decide what to do: ${plan.reason}`, { kind: 'module', code: 'run/undecided' });
}

async function take(step: Step, { place, onWait }: ExecutionOptions): Promise<Output | undefined> {
  place.signal.throwIfAborted();
  disturb(place);
  try {
    if (step.kind !== 'poll') return await carryOut(step, place);
    await waitFor(step, place, { onWait: (missing) => onWait(step, missing) });
    return undefined;
  } finally {
    disturb(place);
  }
}

function outcome(
  options: ExecutionOptions,
  { taken, ran, found }: { taken: readonly Step[]; ran: readonly Output[]; found: Found },
): Execution {
  const result = outputOf(options, found, ran);
  const status = taken.some(isChange) ? 'changed' : 'ok';
  return { status, steps: taken, result, message: sayOf(options, result) };
}

function outputOf({ module, params, facts }: ExecutionOptions, found: Found, ran: readonly Output[]): Found {
  return module.output({ params, facts, found, ran });
}

function predictedOutput({ module, params, facts }: ExecutionOptions, found: Found, pending: boolean): Found {
  return module.output({ params, facts, found, ran: [], ...(pending && { pending }) });
}

function sayOf({ module }: ExecutionOptions, result: Found): string | undefined {
  return module.show?.(result);
}

function isChange(step: Step): step is ChangeStep {
  return step.kind !== 'poll';
}

function isCertain(step: ChangeStep): boolean {
  return step.certain !== false;
}

/** Actions and uncertain steps are due again by nature; they prove nothing. */
function isLeftOver(step: Step): boolean {
  return step.kind === 'poll' || (isCertain(step) && step.confirm === undefined);
}

function needsProof(plan: readonly Step[]): boolean {
  return plan.some((step) => step.kind === 'poll' || isCertain(step) || step.confirm !== undefined);
}

function confirmActions(plan: readonly Step[], after: Found): void {
  for (const step of plan) {
    const wrong = step.kind === 'poll' ? undefined : step.confirm?.(after);
    if (wrong === undefined) continue;
    throw new K3Error(wrong, { kind: 'module', code: 'run/not-confirmed' });
  }
}

function notConverged({ change }: ChangeStep): K3Error {
  return new K3Error(
    `did not converge: ${change.subject} is still ${describeShown(change.from)} after the step that makes it ${describeShown(change.to)}`,
    { kind: 'module', code: 'run/not-converged' },
  );
}
