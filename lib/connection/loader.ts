import { encodeFormat } from './shell/encode.ts';

/**
 * A program for `/bin/sh -c` that reads its real program from one line of standard input and leaves the rest of
 * it unread. It has no single quote, backslash or exclamation mark, so bash, zsh, fish and csh, whichever is the
 * login shell, all read it alike; and what it is sent never stands in a process list.
 */
export const LOADER = 'IFS= read -r p; eval "$(printf "$p")"';

/** The line that LOADER waits for. */
export function encodeProgram(text: string): string {
  return `${encodeFormat(Buffer.from(text))}\n`;
}

/** What every program of ours begins with: the same messages, search path and rights, whatever the login says. */
export const ENVIRONMENT = `unset ENV BASH_ENV CDPATH LANGUAGE IFS
LC_ALL=C; export LC_ALL
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:$PATH; export PATH
umask 022
`;
