import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DiagnosticsError } from '../../lib/core/diagnostic.ts';
import { listJournals } from '../../lib/report/journal/folder.ts';
import { readJournal } from '../../lib/report/journal/read.ts';
import type { Journal } from '../../lib/report/journal/journal.ts';
import type { CommandPlace } from './command-here.ts';

/** A line in a log, of which nothing tells that it was written. */
export function write(name: string, rest = ''): string {
  return `      - { name: ${name}, shell: 'echo ${name} >> {{ at }}/log'${rest} }\n`;
}

export const MEND = `      - { name: Mend, shell: 'test -e {{ at }}/mended', when: host.name == "w1" }\n`;
export const TASKS = `${write('one')}${MEND}${write('two')}`;

export async function logOf({ host }: CommandPlace, name = 'w1'): Promise<readonly string[]> {
  const text = await readFile(join(host, name, 'log'), 'utf8').catch(() => '');
  return text.split('\n').filter(Boolean);
}

export async function mend({ host }: CommandPlace): Promise<void> {
  await writeFile(join(host, 'w1', 'mended'), '');
}

export async function lastRun({ runs }: CommandPlace): Promise<Journal> {
  return readJournal((await listJournals(runs)).at(-1) ?? assert.fail('there is no journal'));
}

export async function refused(run: Promise<unknown>, code: string, message: RegExp): Promise<void> {
  await assert.rejects(run, (error: unknown) => {
    assert.ok(error instanceof DiagnosticsError, String(error));
    assert.equal(error.diagnostics[0]?.code, code);
    assert.match(error.message, message);
    return true;
  });
}
