import type { RunEvent } from '../run/events.ts';
import { stringifyYaml } from '../source/yaml-text.ts';
import type { Reporter, ReporterOptions } from './contract.ts';
import { describeFailure } from './failure-lines.ts';
import type { TaskEnded } from './fold.ts';
import { indentLines, type Look } from './look.ts';
import { createPaint } from './paint.ts';
import { describeVerdict } from './recap.ts';
import { describeResult } from './result-lines.ts';
import { showOnOneLine, showPlainly } from './show-plainly.ts';

/** Tells of a single task what each host answers, with all fields of the result, as the answers come. */
export function createAnswersReporter(options: ReporterOptions): Reporter {
  const look: Look = { ...options, paint: createPaint(options.colour ?? false), verbosity: 0 };
  let check = false;
  const write = (...lines: readonly string[]): void => {
    options.write(lines.map((line) => `${line}\n`).join(''));
  };
  const listen = (event: RunEvent): void => {
    switch (event.kind) {
      case 'run-started':
        check = event.check;
        if (check) write('CHECK MODE: nothing is touched');
        return;
      case 'host-failed':
        write(
          `  ${look.paint.red('unreachable:')} ${event.host}`,
          ...describeFailure(event.failure, look).map((line) => `    ${line}`),
        );
        return;
      case 'task-ended':
        write(...describeResult({ result: event, hosts: [event.host] }, look, { check }));
        write(...describeFields(event));
        return;
      case 'warning':
        write(
          `warning: ${event.host === undefined ? '' : `${event.host}: `}${showOnOneLine(event.message, 1000)}`,
        );
        return;
      case 'run-ended':
        write('', describeVerdict(event, { paint: look.paint, check }));
        return;
      default:
        return;
    }
  };
  return { listen, close: () => undefined };
}

/** What every result has, and the status tells. */
const OWN_FIELDS: ReadonlySet<string> = new Set(['changed', 'failed', 'skipped', 'unknown']);

function describeFields({ result = {}, failure }: TaskEnded): readonly string[] {
  const isTold = (name: string): boolean =>
    OWN_FIELDS.has(name) || (failure !== undefined && name === 'message');
  const fields = Object.entries(result).filter(([name]) => !isTold(name));
  if (fields.length === 0) return [];
  // As JSON has it: what is not known is a text by then.
  const plain: unknown = JSON.parse(JSON.stringify(Object.fromEntries(fields)));
  return indentLines(showPlainly(stringifyYaml(plain)), '    ');
}
