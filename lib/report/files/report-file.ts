import { existsSync } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DiagnosticsError, fault } from '../../core/diagnostic.ts';
import { messageOf } from '../../core/errors.ts';
import type { Listener } from '../../run/events.ts';
import { replaceFile } from '../../secrets/replace-file.ts';
import { buildDocument } from './document.ts';
import { buildJunit, type JunitOptions } from './junit.ts';
import { RunRecorder, type RunRecord } from './run-record.ts';

export const REPORT_FORMS = ['junit', 'json'] as const;

/** A file that is to tell of a run. */
export interface ReportFile {
  readonly form: (typeof REPORT_FORMS)[number];
  readonly file: string;
}

/** Listens to a run; its files are written once it has ended, however it did. */
export interface FileReporter {
  readonly listen: Listener;
  close(): Promise<void>;
}

/** Throws DiagnosticsError where a file could not be written: better before the run than after it. */
export async function createFileReporter(
  files: readonly ReportFile[],
  options: JunitOptions,
): Promise<FileReporter> {
  for (const { file } of files) await checkPlace(file);
  const record = new RunRecorder();
  return {
    listen: (event) => {
      if (files.length > 0) record.tell(event);
    },
    close: async () => {
      for (const { form, file } of files) await save(file, build(form, record, options));
    },
  };
}

function build(form: ReportFile['form'], record: RunRecord, options: JunitOptions): string {
  return form === 'junit' ? buildJunit(record, options) : buildDocument(record, options);
}

async function checkPlace(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found && !found.isFile()) throw refuse(file, 'it is no file');
  if (!existsSync(dirname(file))) throw refuse(file, `there is no folder ${dirname(file)}`);
  try {
    await access(dirname(file), constants.W_OK);
  } catch (error) {
    throw refuse(file, messageOf(error));
  }
}

async function save(file: string, text: string): Promise<void> {
  try {
    await replaceFile(file, text);
  } catch (error) {
    throw refuse(file, messageOf(error));
  }
}

function refuse(file: string, reason: string): DiagnosticsError {
  return new DiagnosticsError([fault('report/file', `the report ${file} cannot be written: ${reason}`)]);
}
