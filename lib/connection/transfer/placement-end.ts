import { posix } from 'node:path';
import { K3Error } from '../../core/errors.ts';
import type { UploadTarget } from '../connection.ts';
import { noSpaceError } from '../failures.ts';
import { printable } from '../printable.ts';

/** Exit codes of the script that puts a file in place. */
export const ENDS = {
  noDirectory: 81,
  isDirectory: 82,
  notWritten: 83,
  noSpace: 84,
  cutShort: 85,
  noSum: 86,
  wrongSum: 87,
  noRights: 88,
  refused: 89,
  noBackup: 90,
  notRenamed: 91,
  notAllowed: 92,
} as const;

/** The error that a code of the placement stands for; undefined is success. */
export function explainPlacement(
  host: string,
  target: UploadTarget,
  end: { readonly code: number | null; readonly stdout: string; readonly stderr: string },
): K3Error | undefined {
  const { path } = target;
  const said = printable(end.stderr);
  const because = said ? `: ${said}` : '';
  switch (end.code) {
    case 0:
      return undefined;
    case ENDS.noSpace:
      return noSpaceError(host, path);
    case ENDS.noDirectory:
      return placeError(
        'no-directory',
        `${host}: ${posix.dirname(path)}, where ${path} should be, is no directory`,
      );
    case ENDS.isDirectory:
      return placeError('is-directory', `${host}: ${path} is a directory, and cannot become a file`);
    case ENDS.cutShort:
      return placeError('cut-short', `${host}: ${path} did not arrive whole; nothing was changed`);
    case ENDS.noSum:
      return placeError('no-sha256sum', `${host}: sha256sum is missing, so ${path} could not be checked`);
    case ENDS.wrongSum:
      return placeError(
        'wrong-sha256',
        `${host}: ${path} did not arrive as it was sent; nothing was changed`,
      );
    case ENDS.noRights:
      return placeError('owner', `${host}: owner or mode of ${path} could not be set${because}`);
    case ENDS.refused: {
      const reason = printable(end.stdout) || 'it said nothing';
      return placeError(
        'validate-refused',
        `${host}: the validate command refused the new ${path}: ${reason}`,
      );
    }
    case ENDS.noBackup:
      return placeError('backup', `${host}: ${path} could not be backed up${because}`);
    case ENDS.notAllowed:
      return placeError(
        'not-written',
        `${host}: the user may not write in ${posix.dirname(path)}, or it is read-only`,
      );
    default:
      return placeError(
        'not-written',
        `${host}: ${path} could not be written${because || ` (code ${end.code})`}`,
      );
  }
}

function placeError(what: string, message: string): K3Error {
  return new K3Error(message, { kind: 'module', code: `connection/${what}` });
}
