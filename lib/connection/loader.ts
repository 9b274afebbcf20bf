import { encodeFormat } from './shell/encode.ts';

/**
 * Comes before each program, some times. What reads a line at login gets one of these; and a shell that the
 * start-up files put in the place of LOADER reads them as commands, and ends before it can do any harm.
 */
const GUARD = 'exit 95';
const GUARDS = `${GUARD}\n`.repeat(3);

/**
 * A program for `/bin/sh -c` that reads its real program, a count of lines and then those, from standard input and
 * leaves the rest of it unread. It starts no process. It has no single quote, backslash or exclamation mark, so
 * bash, zsh, fish and csh, whichever is the login shell, all read it alike; and what it is sent never stands in a
 * process list. `${IFS#??}` is a line end: IFS begins as blank, tab and line end.
 */
export const LOADER =
  `k3_p=; k3_n="${GUARD}"; while [ "$k3_n" = "${GUARD}" ]; do read -r k3_n || exit; done; ` +
  'while [ "$k3_n" -gt 0 ]; do IFS= read -r k3_l || exit; k3_p="$k3_p$k3_l${IFS#??}"; k3_n=$((k3_n-1)); done; eval "$k3_p"';

/** What LOADER waits for. Text that is not plain ASCII comes to the shell as escapes: its locale may be any. */
export function encodeProgram(text: string): string {
  const plain = /^[\t\n\x20-\x7e]*$/.test(text);
  const program = plain ? text : `eval "$(printf '${encodeFormat(Buffer.from(text))}')"`;
  const lines = program.replace(/\n$/, '').split('\n');
  return `${GUARDS}${[String(lines.length), ...lines].join('\n')}\n`;
}

/** A program of ours as written, without its comments and indentation: the shell reads it byte by byte. */
export function compact(program: string): string {
  const lines = program.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '' && !line.startsWith('#')).join('\n');
}

/** What every program of ours begins with: the same messages, search path and rights, whatever the login says. */
export const ENVIRONMENT = `unset ENV BASH_ENV CDPATH LANGUAGE IFS k3_p k3_l k3_n
LC_ALL=C; export LC_ALL
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:$PATH; export PATH
umask 022
`;
