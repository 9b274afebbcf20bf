import { randomBytes } from 'node:crypto';
import { posix } from 'node:path';
import type { UploadTarget } from '../connection.ts';
import { type Script, quote, sh } from '../sh.ts';
import { ENDS } from './placement-end.ts';
import { sumFile } from './sum.ts';

export interface Content {
  readonly size: number;
  readonly sha256: string;
}

/**
 * A script that reads a file from its standard input and puts it in place: written beside the target, readable by
 * nobody else, synced and checked at the same time, given its mode and owner, validated, and renamed over it.
 * Whatever goes wrong before the rename, or if the input ends early, the target is untouched and nothing is left
 * beside it.
 */
export function buildPlacement(target: UploadTarget, { size, sha256 }: Content): Script {
  const { path, mode, owner, group, backupSuffix } = target;
  const directory = posix.dirname(path);
  const temporary = posix.join(directory, `.k3play-${randomBytes(8).toString('hex')}`);
  return sh.lines(
    sh`t=${path} w=${temporary} d=${directory}`,
    FUNCTIONS,
    sh`[ -d "$d" ] || exit ${ENDS.noDirectory}`,
    sh`[ ! -d "$t" ] || exit ${ENDS.isDirectory}`,
    sh`[ -w "$d" ] || exit ${ENDS.notAllowed}`,
    sh`trap 'rm -f -- "$w" 2>/dev/null' EXIT
trap 'exit 143' HUP INT TERM PIPE
umask 077`,
    sh`e=$(cat 2>&1 >"$w") || fail "$e" ${ENDS.notWritten}
s=$(sync "$w" 2>&1 & ${sumFile(sh.raw('"$w"'), sh`${size}`)}; c=$?; wait; exit $c) || exit ${ENDS.noSum}
case $s in *${sha256}*) ;; *) [ "$(wc -c <"$w")" -eq ${size} ] && exit ${ENDS.wrongSum}; exit ${ENDS.cutShort};; esac
case $s in *'No space left'*|*'quota exceeded'*) exit ${ENDS.noSpace};; esac
umask 022`,
    ownership(owner, group),
    sh`e=$(chmod ${mode} "$w" 2>&1) || fail "$e" ${ENDS.noRights}`,
    validation(target, temporary),
    backup(backupSuffix),
    sh`e=$(mv -f -- "$w" "$t" 2>&1) || fail "$e" ${ENDS.notRenamed}
trap - EXIT
if command -v restorecon >/dev/null 2>&1; then restorecon "$t" >/dev/null 2>&1; fi
exit 0`,
  );
}

const FUNCTIONS = sh`fail() {
  case $1 in *'No space left'*|*'quota exceeded'*) exit ${ENDS.noSpace};; esac
  printf '%s\n' "$1" >&2
  exit "$2"
}`;

/** What is not asked for stays as it is on the file that is replaced, as far as the user may. */
function ownership(owner: string | undefined, group: string | undefined): Script {
  const asked = [
    owner === undefined ? undefined : sh`e=$(chown -- ${owner} "$w" 2>&1) || fail "$e" ${ENDS.noRights}`,
    group === undefined ? undefined : sh`e=$(chgrp -- ${group} "$w" 2>&1) || fail "$e" ${ENDS.noRights}`,
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
) </dev/null 2>&1 || exit ${ENDS.refused}`;
}

function backup(suffix: string | undefined): Script {
  if (suffix === undefined) return sh``;
  return sh`if [ -e "$t" ]; then
  b=$t${suffix}
  e=$(cp -p -- "$t" "$w.b" 2>&1 && mv -f -- "$w.b" "$b" 2>&1) || { rm -f -- "$w.b"; fail "$e" ${ENDS.noBackup}; }
fi`;
}
