import { randomBytes } from 'node:crypto';
import { posix } from 'node:path';
import { K3Error } from '../../core/errors.ts';
import type { UploadTarget } from '../connection.ts';
import { noSpaceError } from '../failures.ts';
import { printable } from '../printable.ts';
import { type Script, quote, sh } from '../sh.ts';

const NO_DIRECTORY = 81;
const IS_DIRECTORY = 82;
const NOT_WRITTEN = 83;
const NO_SPACE = 84;
const CUT_SHORT = 85;
const NO_SUM = 86;
const WRONG_SUM = 87;
const NO_RIGHTS = 88;
const REFUSED = 89;
const NO_BACKUP = 90;
const NOT_RENAMED = 91;
const NOT_ALLOWED = 92;

export interface Content {
  readonly size: number;
  readonly sha256: string;
}

/**
 * A script that reads a file from its standard input and puts it in place: written beside the target, readable by
 * nobody else, synced, checked, given its mode and owner, validated, and renamed over it. Whatever goes wrong
 * before the rename, or if the input ends early, the target is untouched and nothing is left beside it.
 */
export function buildPlacement(target: UploadTarget, { size, sha256 }: Content): Script {
  const { path, mode, owner, group, backupSuffix } = target;
  const directory = posix.dirname(path);
  const temporary = posix.join(directory, `.k3play-${randomBytes(8).toString('hex')}`);
  return sh.lines(
    sh`t=${path} w=${temporary} d=${directory}`,
    FUNCTIONS,
    sh`[ -d "$d" ] || exit ${NO_DIRECTORY}`,
    sh`[ ! -d "$t" ] || exit ${IS_DIRECTORY}`,
    sh`[ -w "$d" ] || exit ${NOT_ALLOWED}`,
    sh`trap 'rm -f -- "$w" 2>/dev/null' EXIT
trap 'exit 143' HUP INT TERM PIPE
umask 077
e=$(cat 2>&1 >"$w") || fail "$e" ${NOT_WRITTEN}
[ "$(wc -c <"$w")" -eq ${size} ] || exit ${CUT_SHORT}
e=$(sync "$w" 2>&1) || case $e in *'No space left'*|*'quota exceeded'*) exit ${NO_SPACE};; esac
s=$(sha256sum <"$w") || exit ${NO_SUM}
case $s in ${sha256}*) ;; *) exit ${WRONG_SUM};; esac
umask 022`,
    ownership(owner, group),
    sh`e=$(chmod ${mode} "$w" 2>&1) || fail "$e" ${NO_RIGHTS}`,
    validation(target, temporary),
    backup(backupSuffix),
    sh`e=$(mv -f -- "$w" "$t" 2>&1) || fail "$e" ${NOT_RENAMED}
trap - EXIT
if command -v restorecon >/dev/null 2>&1; then restorecon "$t" >/dev/null 2>&1; fi
exit 0`,
  );
}

const FUNCTIONS = sh`fail() {
  case $1 in *'No space left'*|*'quota exceeded'*) exit ${NO_SPACE};; esac
  printf '%s\n' "$1" >&2
  exit "$2"
}`;

/** What is not asked for stays as it is on the file that is replaced, as far as the user may. */
function ownership(owner: string | undefined, group: string | undefined): Script {
  const asked = [
    owner === undefined ? undefined : sh`e=$(chown -- ${owner} "$w" 2>&1) || fail "$e" ${NO_RIGHTS}`,
    group === undefined ? undefined : sh`e=$(chgrp -- ${group} "$w" 2>&1) || fail "$e" ${NO_RIGHTS}`,
  ].filter((line) => line !== undefined);
  if (asked.length === 2) return sh.lines(...asked);
  const kept = sh`if [ -e "$t" ] && o=$(stat -L -c %u:%g -- "$t" 2>/dev/null); then chown "$o" "$w" 2>/dev/null || :; fi`;
  return sh.lines(kept, ...asked);
}

function validation({ validate }: UploadTarget, temporary: string): Script {
  if (validate === undefined) return sh``;
  const command = sh.raw(validate.replaceAll('%s', () => quote(temporary)));
  return sh`(
${command}
) </dev/null 2>&1 || exit ${REFUSED}`;
}

function backup(suffix: string | undefined): Script {
  if (suffix === undefined) return sh``;
  return sh`if [ -e "$t" ]; then
  b=$t${suffix}
  e=$(cp -p -- "$t" "$w.b" 2>&1 && mv -f -- "$w.b" "$b" 2>&1) || { rm -f -- "$w.b"; fail "$e" ${NO_BACKUP}; }
fi`;
}

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
    case NO_SPACE:
      return noSpaceError(host, path);
    case NO_DIRECTORY:
      return placeError(
        'no-directory',
        `${host}: ${posix.dirname(path)}, where ${path} should be, is no directory`,
      );
    case IS_DIRECTORY:
      return placeError('is-directory', `${host}: ${path} is a directory, and cannot become a file`);
    case CUT_SHORT:
      return placeError('cut-short', `${host}: ${path} did not arrive whole; nothing was changed`);
    case NO_SUM:
      return placeError('no-sha256sum', `${host}: sha256sum is missing, so ${path} could not be checked`);
    case WRONG_SUM:
      return placeError(
        'wrong-sha256',
        `${host}: ${path} did not arrive as it was sent; nothing was changed`,
      );
    case NO_RIGHTS:
      return placeError('owner', `${host}: owner or mode of ${path} could not be set${because}`);
    case REFUSED: {
      const reason = printable(end.stdout) || 'it said nothing';
      return placeError(
        'validate-refused',
        `${host}: the validate command refused the new ${path}: ${reason}`,
      );
    }
    case NO_BACKUP:
      return placeError('backup', `${host}: ${path} could not be backed up${because}`);
    case NOT_ALLOWED:
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
