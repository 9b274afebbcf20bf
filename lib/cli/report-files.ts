import { DiagnosticsError, fault, type Diagnostic } from '../core/diagnostic.ts';
import { hintNearest } from '../core/nearest.ts';
import { REPORT_FORMS, type ReportFile } from '../report/files/report-file.ts';

/** `--report` words: `junit=FILE` or `json=FILE`. */
export function parseReportFiles(words: readonly string[]): readonly ReportFile[] {
  const faults: Diagnostic[] = [];
  const files: ReportFile[] = [];
  for (const word of words) {
    const [, name = '', file = ''] = /^([^=]*)=(.*)$/s.exec(word) ?? [];
    const form = REPORT_FORMS.find((known) => known === name);
    if (form === undefined || file === '') {
      const hint = form === undefined && name !== '' ? hintNearest(name, REPORT_FORMS) : undefined;
      faults.push(fault('cli/report', `--report ${word}: expected junit=FILE or json=FILE`, { hint }));
    } else if (files.some((other) => other.file === file)) {
      faults.push(fault('cli/report', `--report ${word}: another report goes to this file`));
    } else {
      files.push({ form, file });
    }
  }
  if (faults.length > 0) throw new DiagnosticsError(faults);
  return files;
}
