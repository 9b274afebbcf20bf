import { findUnknown, isUnknown } from '../core/unknown.ts';
import type { Reads } from '../modules/read.ts';
import type { ChangeStep, Step } from '../modules/step.ts';
import type { TaskRef } from './events.ts';
import { recordStep } from './records.ts';

/** What a task found on a host, and the steps that follow from it: before the first is taken, or in a dry run at all. */
export interface Sighting {
  readonly host: string;
  readonly task: TaskRef;
  /** Which item of the loop; 0 without one. */
  readonly index: number;
  readonly reads: Reads;
  readonly found: Readonly<Record<string, unknown>>;
  readonly steps: readonly Step[];
}

/** Sees what each task is about to do. It throws K3Error where that may not be; then nothing is done. */
export type Witness = (sighting: Sighting) => void;

/** What makes a step the one it is; undefined is what a dry run cannot know of it. */
export interface StepIdentity {
  /** What is told of it. */
  readonly told: unknown;
  /** What goes to the host. */
  readonly payload: unknown;
}

/** Waits change nothing, and are none of them. */
export function identifySteps(steps: readonly Step[]): readonly StepIdentity[] {
  return steps
    .filter((step): step is ChangeStep => step.kind !== 'poll')
    .map((step) => {
      const payload = payloadOf(step);
      return {
        told: findUnknown(step.change) ? undefined : recordStep(step, { diff: false }),
        payload: isOpen(step) || findUnknown(payload) ? undefined : payload,
      };
    });
}

/** A file whose content is not known yet has no source. */
function isOpen(step: ChangeStep): boolean {
  return step.kind === 'put' && step.source.kind === 'file' && step.source.path === '';
}

function payloadOf(step: ChangeStep): unknown {
  switch (step.kind) {
    case 'run':
      return [step.script.text, step.stdin];
    case 'put':
      // Mode and owner are told; those of a file that is there are known better in a run than before it.
      return [step.source, step.target.path, step.target.backupSuffix, step.target.validate];
    case 'fetch':
      return [step.path, step.localPath, step.mode];
    case 'put-here':
      return [step.localPath, step.bytes, step.mode];
  }
}

/** What was found, but for answers that time alone makes worthless, and those that a dry run could not know. */
export function lastingFound({
  reads,
  found,
}: Pick<Sighting, 'reads' | 'found'>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(found).filter(
      ([name, answer]) => reads[name]?.staleAfter !== 'at-once' && !isUnknown(answer),
    ),
  );
}
