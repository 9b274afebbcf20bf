import { Secret } from '../../../core/secret.ts';
import { Unknown } from '../../../core/unknown.ts';
import type { HostRead } from '../../read.ts';
import { change, PlanFault, predict, run, type Change, type Plan, type RunStep } from '../../step.ts';
import { readDifference, type Difference } from './difference.ts';
import { describeObject, type WantedObject } from './objects.ts';
import {
  applyWords,
  callKubectl,
  lastLine,
  SHORT,
  type Kubectl,
  type ManifestAnswer,
  type ObjectAnswer,
} from './read.ts';

/** Seconds that the objects which are deleted may take to go. */
const DELETION_S = 120;

interface Wish {
  readonly kubectl: Kubectl;
  readonly objects: readonly WantedObject[];
  readonly read: HostRead<ManifestAnswer>;
}

/** What is not to be known before the cluster is there is unknown, so that a dry run of a bare host comes to its end. */
export function findUnanswered(
  answer: ManifestAnswer,
  [program = '']: readonly string[],
): Unknown | undefined {
  if (answer.kind === 'absent') return new Unknown(`there is no ${program} on this host`);
  if (answer.kind === 'down') return new Unknown(`the API of the cluster does not answer: ${answer.reason}`);
  return undefined;
}

/** A step for each object that differs, in the order in which they are written. */
export function planApplying(wish: Wish, answers: readonly ObjectAnswer[]): Plan {
  const steps: RunStep[] = [];
  for (const [object, answer] of pair(wish.objects, answers)) {
    if (answer.code === 0) continue;
    const difference = answer.code === 1 ? readDifference(answer.said) : undefined;
    if (difference) steps.push(apply(object, difference, wish));
    else if (lacksNamespace(answer.said) && isMadeBefore(object, wish.objects))
      steps.push(apply(object, { before: '', after: object.text }, wish));
    else return explainFailure(object, answer);
  }
  return steps;
}

function apply(object: WantedObject, { before, after }: Difference, { kubectl, read }: Wish): RunStep {
  const hide = (text: string): string | Secret => (object.secret ? new Secret(text) : text);
  const diff: Change['diff'] = { before: before === '' ? null : hide(before), after: hide(after) };
  return run({
    change: change(describeObject(object), before === '' ? 'absent' : 'otherwise', 'as written', diff),
    script: callKubectl(kubectl, [SHORT, 'apply', ...applyWords(kubectl)]),
    stdin: new Secret(object.text),
    predicts: [predict<ManifestAnswer>(read, { kind: 'settled' })],
  });
}

/** What is in a namespace goes before it. */
export function planDeletion(wish: Wish, answers: readonly ObjectAnswer[]): Plan {
  const steps: RunStep[] = [];
  for (const [object, answer] of pair(wish.objects, answers).toReversed()) {
    if (isUnknownKind(answer) || (answer.code === 0 && answer.said.trim() === '')) continue;
    if (answer.code !== 0) return explainFailure(object, answer);
    steps.push(
      run({
        change: change(describeObject(object), 'present', 'absent'),
        script: callKubectl(wish.kubectl, [
          'delete',
          '--ignore-not-found',
          `--timeout=${DELETION_S}s`,
          '-f',
          '-',
        ]),
        stdin: new Secret(object.text),
        timeoutMs: (DELETION_S + 30) * 1000,
        predicts: [predict<ManifestAnswer>(wish.read, { kind: 'settled' })],
      }),
    );
  }
  return steps;
}

function pair(
  objects: readonly WantedObject[],
  answers: readonly ObjectAnswer[],
): readonly (readonly [WantedObject, ObjectAnswer])[] {
  return objects.flatMap((object, index) => {
    const answer = answers[index];
    return answer ? [[object, answer] as const] : [];
  });
}

/** Whether its namespace is one of the objects before it, so that it is there when its turn comes. */
function isMadeBefore(object: WantedObject, objects: readonly WantedObject[]): boolean {
  const before = objects.slice(0, objects.indexOf(object));
  return before.some(({ kind, name }) => kind === 'Namespace' && name === object.namespace);
}

function lacksNamespace(said: string): boolean {
  return /\(NotFound\).*namespaces ".*" not found/.test(said);
}

function isUnknownKind({ code, said }: ObjectAnswer): boolean {
  return code !== 0 && /no matches for kind/.test(said);
}

function explainFailure(object: WantedObject, answer: ObjectAnswer): PlanFault | Unknown {
  const { said } = answer;
  const name = describeObject(object);
  // An earlier task may be the one that makes it, which a dry run has not done.
  if (lacksNamespace(said)) return new Unknown(`${name}: its namespace ${object.namespace} does not exist`);
  if (isUnknownKind(answer)) {
    return new Unknown(
      `${name}: the cluster knows no ${object.kind} of ${object.apiVersion}; a task before this one can bring it`,
    );
  }
  if (/Apply failed with \d+ conflict/.test(said)) {
    return new PlanFault(`${name}: others see to what is written of it: ${describeConflicts(said)}`, {
      hint: 'leave these fields out, or take them over with force_conflicts: true',
    });
  }
  return new PlanFault(`${name}: ${lastLine(said) || `kubectl ended with code ${String(answer.code)}`}`);
}

/** `conflict with "kubectl" using v1: .data.a`, of one line or several. */
function describeConflicts(said: string): string {
  const from = said.search(/conflicts? with "/);
  const [words = ''] = said.slice(Math.max(from, 0)).split(/\n(?!- |conflict)/);
  return words.trim().replace(/\n- /g, ' ').replace(/\n/g, '; ');
}
