import type { Output } from '../../connection/connection.ts';
import { Unknown } from '../../core/unknown.ts';
import { unreadable } from './lines.ts';

/** What a database server says; `value` is null where what was asked for is not there. */
export type Asked<Value> =
  | { readonly server: 'running'; readonly value: Value | null }
  | { readonly server: 'down'; readonly reason: string }
  | { readonly server: 'absent' };

/**
 * What is there, null where nothing is: a host without a server has no users and no databases, so that a dry
 * run of a bare host can tell what will be made. Of a server that does not answer nothing is known.
 */
export function valueOf<Value>(asked: Asked<Value>, name: string): Value | null | Unknown {
  switch (asked.server) {
    case 'running':
      return asked.value;
    case 'absent':
      return null;
    case 'down':
      return new Unknown(`the ${name} server does not answer: ${asked.reason}`);
  }
}

/** Standard output that is at most one line of JSON; none is no value. */
export function readJsonLine(output: Output, what: string): unknown {
  const line = output.stdout.toString('utf8').trim();
  if (line === '') return null;
  try {
    return JSON.parse(line);
  } catch {
    throw unreadable(what, output);
  }
}

export function firstLine(text: Buffer): string {
  return text.toString('utf8').trim().split('\n')[0] ?? '';
}
