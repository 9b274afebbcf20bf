import { reveal, Secret } from '../core/secret.ts';
import { isUnknown } from '../core/unknown.ts';
import type { PutStep, Shown, Step } from '../modules/step.ts';
import type { ExpectedPoll, ExpectedStep } from './module-table.ts';
import { isChange } from './predictions.ts';

/** The step in the words of the table: of the optional ones, those that the table asks for. */
export function describeStep(step: Step, expected: ExpectedStep | ExpectedPoll | undefined): unknown {
  if (!isChange(step)) return { what: step.what };
  const asked = expected && 'subject' in expected ? expected : undefined;
  const { subject, from, to } = step.change;
  return {
    subject,
    from: show(from),
    to: show(to),
    ...(asked?.kind && { kind: step.kind }),
    ...((asked?.certain === false || step.certain === false) && { certain: step.certain }),
    ...(asked?.script !== undefined && { script: step.kind === 'run' ? step.script.text : undefined }),
    ...(asked?.stdin !== undefined && {
      stdin: step.kind === 'run' ? textOfBytes(step.stdin ?? '') : undefined,
    }),
    ...(asked?.put && { put: step.kind === 'put' ? describePut(step, asked.put) : undefined }),
  };
}

function describePut({ source, target }: PutStep, asked: object): Readonly<Record<string, unknown>> {
  const all = {
    ...target,
    content: source.kind === 'bytes' ? textOfBytes(source.bytes) : `file ${source.path}`,
  };
  return Object.fromEntries(Object.entries(all).filter(([name]) => name in asked));
}

function show(value: Shown): unknown {
  if (isUnknown(value)) return '(unknown)';
  return value instanceof Secret ? value.toString() : value;
}

function textOfBytes(bytes: string | Buffer | Secret): string {
  return Buffer.isBuffer(bytes) ? bytes.toString('utf8') : reveal(bytes);
}
