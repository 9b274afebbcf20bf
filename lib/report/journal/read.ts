import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { DiagnosticsError, fault } from '../../core/diagnostic.ts';
import { messageOf } from '../../core/errors.ts';
import type { RunEvent } from '../../run/events.ts';
import type { Journal, JournalHead } from './journal.ts';

/** Throws DiagnosticsError where it cannot be read or is no journal. A last line that was cut off is left out. */
export async function readJournal(file: string): Promise<Journal> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw refuse(`${file} cannot be read: ${messageOf(error)}`);
  });
  const [first = '', ...lines] = text.split('\n').slice(0, -1);
  const head = parseHead(first, file);
  return { file, head, events: lines.map((line, at) => parseEvent(line, { file, line: at + 2 })) };
}

/** The first line alone; undefined where it is that of no journal. */
export async function readHead(file: string): Promise<JournalHead | undefined> {
  const input = createReadStream(file);
  try {
    for await (const line of createInterface({ input })) return parseHead(line, file);
    return undefined;
  } catch {
    return undefined;
  } finally {
    input.destroy();
  }
}

function parseHead(line: string, file: string): JournalHead {
  const head = parseLine(line) as Partial<JournalHead> | undefined;
  if (head?.event !== 'journal') throw refuse(`${file} is no journal of a run`);
  if (head.version === 1) return head as JournalHead;
  throw refuse(`${file} was written by another release of k3play`, `it is of k3play ${String(head.k3play)}`);
}

function parseEvent(
  text: string,
  { file, line }: { readonly file: string; readonly line: number },
): RunEvent {
  const parsed = parseLine(text);
  if (typeof parsed?.['event'] !== 'string') {
    throw new DiagnosticsError([
      fault('report/journal', 'this is no event of a run', { span: { file, line, column: 1 } }),
    ]);
  }
  const own = new Set(['event', 'afterMs']);
  const fields = Object.entries(parsed).filter(([name]) => !own.has(name));
  return { kind: parsed['event'], ...Object.fromEntries(fields) } as unknown as RunEvent;
}

function parseLine(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function refuse(message: string, hint?: string): DiagnosticsError {
  return new DiagnosticsError([fault('report/journal', message, { hint })]);
}
