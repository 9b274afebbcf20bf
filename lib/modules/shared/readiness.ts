import { PlanFault } from '../step.ts';
import { matchOrFault } from './patterns.ts';

/** Whether a condition holds. `unable` says why it cannot be told: the host lacks what it takes. */
export type Readiness =
  | { readonly kind: 'ready'; readonly status?: number; readonly body?: string }
  | { readonly kind: 'not-yet'; readonly missing: string }
  | { readonly kind: 'unable'; readonly reason: string };

/** What an HTTP answer must be like. */
export interface WantedAnswer {
  readonly statuses: readonly number[];
  readonly body?: RegExp | undefined;
}

/** An HTTP answer held against what is wanted. */
export function judgeAnswer(
  answer: { status: number; body: string },
  { statuses, body }: WantedAnswer,
): Readiness {
  const { status } = answer;
  if (!statuses.includes(status)) {
    return {
      kind: 'not-yet',
      missing: `status ${status}${excerpt(answer.body)}, not ${statuses.join(' or ')}`,
    };
  }
  const matches = body ? matchOrFault([body], () => body.test(answer.body)) : true;
  if (matches instanceof PlanFault) return { kind: 'unable', reason: `"body": ${matches.message}` };
  if (body && !matches) {
    return {
      kind: 'not-yet',
      missing: `status ${status}, but the body${excerpt(answer.body)} does not match ${body.source}`,
    };
  }
  return { kind: 'ready', status, body: answer.body };
}

const EXCERPT_LENGTH = 120;

function excerpt(body: string): string {
  const line = body.trim().split('\n')[0] ?? '';
  if (line === '') return '';
  return ` (${line.length > EXCERPT_LENGTH ? `${line.slice(0, EXCERPT_LENGTH)}…` : line})`;
}
