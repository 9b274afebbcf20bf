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
  // K3s escapes the quotes within a message, others do not.
  const plain = text.replaceAll('\\"', '"');
  for (const { kind, pattern, message, hint, lasting } of CAUSES) {
    const match = pattern.exec(plain);
    if (!match) continue;
    const name = match.slice(1).find((group: string | undefined) => group !== undefined) ?? '';
    return {
      kind,
      message: message.replace('$1', () => name),
      hint,
      lasting,
      evidence: shorten(text.split('\n')[plain.slice(0, match.index).split('\n').length - 1] ?? ''),
    };
  }
  return undefined;
}

function shorten(text: string): string {
  const line = text.trim();
  return line.length > EVIDENCE_LENGTH ? `${line.slice(0, EVIDENCE_LENGTH)}…` : line;
}
