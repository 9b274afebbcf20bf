import type { Cause } from './cause.ts';
import { CLUSTER_CAUSES } from './cluster.ts';
import { DATASTORE_CAUSES } from './datastore.ts';
import { HOST_CAUSES } from './host.ts';

/** The ends that people meet, most telling first: one failure may log several of them. */
export const CAUSES: readonly Cause[] = [...CLUSTER_CAUSES, ...DATASTORE_CAUSES, ...HOST_CAUSES];

export interface FoundCause extends Omit<Cause, 'pattern'> {
  /** The line of the log that says so. */
  readonly evidence: string;
}

/** Characters of a log line that are shown. */
const EVIDENCE_LENGTH = 300;

/** The most telling known cause in a text of log lines. */
export function findCause(text: string): FoundCause | undefined {
  for (const { kind, pattern, message, hint, lasting } of CAUSES) {
    const match = pattern.exec(text);
    if (!match) continue;
    const name = match.slice(1).find((group: string | undefined) => group !== undefined) ?? '';
    return {
      kind,
      message: message.replace('$1', () => name),
      hint,
      lasting,
      evidence: lineAt(text, match.index),
    };
  }
  return undefined;
}

function lineAt(text: string, index: number): string {
  const end = text.indexOf('\n', index);
  const line = text.slice(text.lastIndexOf('\n', index) + 1, end < 0 ? undefined : end).trim();
  return line.length > EVIDENCE_LENGTH ? `${line.slice(0, EVIDENCE_LENGTH)}…` : line;
}
