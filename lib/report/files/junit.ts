import type { Failure } from '../../run/events.ts';
import type { FailOnChange } from '../../run/exit-code.ts';
import type { TaskEnded } from '../fold.ts';
import { createPaint } from '../paint.ts';
import { describeSteps } from '../step-lines.ts';
import type { PlayRecord, RunRecord, TaskRecord } from './run-record.ts';
import { element, escapeText } from './xml.ts';

/** One task on one host, or one item of its loop. */
interface Case {
  readonly name: string;
  readonly host: string;
  readonly seconds: number;
  readonly outcome: 'passed' | 'failed' | 'error' | 'skipped';
  readonly inside: readonly string[];
}

interface Suite {
  readonly name: string;
  readonly cases: readonly Case[];
}

export interface JunitOptions {
  readonly diff: boolean;
  /** Which changes are failures in the eyes of a build server. */
  readonly drift?: FailOnChange | undefined;
}

/** A run in the form that build servers read: a suite a play, a case a task and host. */
export function buildJunit(record: RunRecord, options: JunitOptions): string {
  const suites = [
    describeLost(record),
    ...record.plays.map((play) => describePlay(play, options)),
    describeEnd(record),
  ].filter(({ cases }) => cases.length > 0);
  const all = suites.flatMap(({ cases }) => cases);
  const seconds = (record.ended?.durationMs ?? 0) / 1000;
  const root = element('testsuites', { name: 'k3play', ...countCases(all), time: seconds.toFixed(3) }, [
    '\n',
    ...suites.map((suite) => drawSuite(suite, record)),
  ]);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;
}

function describeLost({ lost }: RunRecord): Suite {
  const cases = lost.map(({ host, failure }) => ({
    name: 'Connect',
    host,
    seconds: 0,
    outcome: 'error' as const,
    inside: [drawFailure('error', failure)],
  }));
  return { name: 'Connect', cases };
}

function describePlay({ name, tasks }: PlayRecord, options: JunitOptions): Suite {
  const cases = tasks.flatMap((task) => task.results.map((result) => describeCase(task, result, options)));
  return { name, cases };
}

/** A run that did not come to its end is no success, though no task failed. */
function describeEnd({ ended }: RunRecord): Suite {
  const message = ended === undefined ? 'the run came to no end' : 'the run was interrupted';
  if (ended !== undefined && ended.exitCode !== 130) return { name: 'End', cases: [] };
  const inside = [element('error', { type: 'interrupted', message })];
  return { name: 'End', cases: [{ name: 'End', host: 'k3play', seconds: 0, outcome: 'error', inside }] };
}

function describeCase({ name }: TaskRecord, result: TaskEnded, options: JunitOptions): Case {
  const item = result.item === undefined ? '' : ` (${result.item})`;
  return {
    name: `${name}${item}`,
    host: result.host,
    seconds: result.durationMs / 1000,
    ...(isDrift(result, options) ? describeDrift(result, options) : describeOutcome(result)),
  };
}

function isDrift({ status }: TaskEnded, { drift }: JunitOptions): boolean {
  if (drift === undefined) return false;
  return status === 'changed' || (status === 'unknown' && drift === 'possible');
}

function describeDrift(
  { steps, message, status }: TaskEnded,
  { diff }: JunitOptions,
): Pick<Case, 'outcome' | 'inside'> {
  const look = { paint: createPaint(false), diff, verbosity: 0 };
  const lines = describeSteps(steps, look);
  const text = [...(message === undefined ? [] : [message]), ...lines].join('\n');
  const first = text.split('\n')[0] || (status === 'changed' ? 'it would change' : 'it may change');
  return {
    outcome: 'failed',
    inside: [element('failure', { type: 'drift', message: first }, [escapeText(text)])],
  };
}

function describeOutcome(result: TaskEnded): Pick<Case, 'outcome' | 'inside'> {
  const { status, borne, doneIn, failure } = result;
  const message = doneIn === undefined ? result.message : `done in ${doneIn}`;
  if (failure && borne !== undefined)
    return { outcome: 'passed', inside: say(`failed, which is ${borne}: ${failure.message}`) };
  switch (status) {
    case 'failed':
    case 'unreachable': {
      const outcome = status === 'failed' ? 'failed' : 'error';
      const inside = failure ? [drawFailure(outcome === 'failed' ? 'failure' : 'error', failure)] : [];
      return { outcome, inside };
    }
    case 'skipped':
      return { outcome: 'skipped', inside: [element('skipped', { message: message ?? 'skipped' })] };
    case 'unknown':
      return {
        outcome: 'skipped',
        inside: [element('skipped', { message: `cannot be known: ${message ?? 'it may change'}` })],
      };
    case 'changed':
      return {
        outcome: 'passed',
        inside: say(
          ['changed', ...result.steps.map(({ subject, from, to }) => `${subject}: ${from} → ${to}`)].join(
            '\n',
          ),
        ),
      };
    case 'ok':
      return { outcome: 'passed', inside: message === undefined ? [] : say(message) };
  }
}

function say(text: string): string[] {
  return [element('system-out', {}, [escapeText(text)])];
}

function drawFailure(tag: 'failure' | 'error', { kind, message, hint }: Failure): string {
  const first = message.split('\n')[0] ?? '';
  const text = hint === undefined ? message : `${message}\nhint: ${hint}`;
  return element(tag, { type: kind, message: first }, [escapeText(text)]);
}

function drawSuite({ name, cases }: Suite, { started }: RunRecord): string {
  const seconds = cases.reduce((sum, each) => sum + each.seconds, 0);
  const timestamp = started === undefined ? {} : { timestamp: started.at.replace(/\.\d+Z$/, '') };
  const attributes = { name, ...countCases(cases), time: seconds.toFixed(3), ...timestamp };
  const lines = cases.map(
    (each) =>
      `    ${element('testcase', { name: each.name, classname: each.host, time: each.seconds.toFixed(3) }, each.inside)}\n`,
  );
  return `  ${element('testsuite', attributes, ['\n', ...lines, '  '])}\n`;
}

function countCases(cases: readonly Case[]): {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly skipped: number;
} {
  const count = (wanted: Case['outcome']): number => cases.filter(({ outcome }) => outcome === wanted).length;
  return {
    tests: cases.length,
    failures: count('failed'),
    errors: count('error'),
    skipped: count('skipped'),
  };
}
