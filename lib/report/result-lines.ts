import { describeFailure } from './failure-lines.ts';
import type { Folded, TaskEnded } from './fold.ts';
import { listHosts } from './host-list.ts';
import { indentLines, labelStatus, type Look } from './look.ts';
import { showOnOneLine, showPlainly } from './show-plainly.ts';
import { describeSteps } from './step-lines.ts';

const INDENT = '    ';

/** Lines for one result of one or many hosts: `changed: web1, web2`, and beneath it what and why. */
export function describeResult(
  { result, hosts }: Folded,
  look: Look,
  { check }: { readonly check: boolean },
): readonly string[] {
  const { status, borne, doneIn, item, message, failure } = result;
  const broken = status === 'failed' || status === 'unreachable';
  // Whoever repairs a host needs its name, however many there are.
  const names = broken ? hosts.join(', ') : listHosts(hosts);
  const label = item === undefined ? '' : look.paint.dim(` (item ${showOnOneLine(item, 60)})`);
  const said = message === undefined ? '' : showPlainly(message).trimEnd();
  const inline = said !== '' && !said.includes('\n') && !broken;
  return [
    `  ${labelStatus(look, status, { check, borne, doneIn })} ${names}${label}${inline ? ` ${look.paint.dim('·')} ${said}` : ''}`,
    ...[
      ...(said === '' || inline ? [] : indentLines(said, '')),
      ...(failure === undefined ? [] : describeFailure(failure, look)),
      ...(status === 'changed' || status === 'unknown' ? describeSteps(result.steps, look) : []),
      ...(look.verbosity > 1 ? describeRegistered(result) : []),
    ].map((line) => (line === '' ? '' : `${INDENT}${line}`)),
  ];
}

/** Whether a result says something that people want to see without asking for everything. */
export function isWorthTelling({ status, message, doneIn }: TaskEnded, look: Look): boolean {
  if (look.verbosity > 0 || doneIn !== undefined) return true;
  return status === 'ok' ? message !== undefined : status !== 'skipped';
}

function describeRegistered({ result, host }: TaskEnded): readonly string[] {
  if (result === undefined || Object.keys(result).length === 0) return [];
  return indentLines(showPlainly(JSON.stringify(result, undefined, 2)), '').map((line, at) =>
    at === 0 ? `result of ${host}: ${line}` : line,
  );
}
