import { ENVIRONMENT, compact, encodeProgram } from '../loader.ts';
import { encodeFormat } from './encode.ts';
import { READER } from './reader.ts';
import { STARTER } from './starter.ts';
import { WORKER } from './worker.ts';

/** The requests that the reader understands; see READER. */
export const BEGIN = 'k3s';
export const SPOOL = 'k3p';
export const RUN = 'k3r';
export const STOP = 'k3k';

/*
 * The long-lived shell, for dash, bash and busybox alike. Two processes share the work:
 *
 * - The *worker*, started first, makes a directory, starts the reader, takes orders from a pipe and runs scripts
 *   one by one. It is what the connection waits for, so that with it all has ended that it holds, a lock say.
 *   It runs in the foreground, since what a shell starts in the background ignores SIGINT, and so would every script.
 * - The *reader* is a shell whose own parser reads requests from standard input: it can be told to stop a script
 *   at any time, and sees at once when the connection ends. It prints nothing, and cleans up where the worker was killed.
 *
 * A shell that must leave unread what is not its own reads byte by byte, as LOADER does; its parser reads in blocks.
 * So LOADER reads only the beginning of the worker. The rest is a file that the reader writes first of all, and which
 * the worker does not look at until the reader says that it is whole.
 *
 * What a script costs is processes made, so each is run as lightly as is safe for its nature (RunOptions):
 *
 * - A *text* may be anything. It runs in a shell and a session of its own, its input and output in files, so that
 *   nothing it does to its descriptors, and no daemon it leaves behind, reaches the worker's output.
 * - A *program* begins in a fork of the worker and becomes what it runs: no shell, no session, but files as well.
 *   It is stopped by its process tree, and by what its tree left behind in the group.
 * - A *read* is ours and leaves nothing behind: a fork of the worker that prints to the worker's own output.
 *
 * A script that is still running when the connection ends is left to finish, for ten minutes: cutting a
 * package manager short does more harm. Scripts that only wait in line are not begun.
 *
 * An answer is bytes, `NONCE id err` and bytes where there are any, `NONCE id end code`. `NONCE id cut` within
 * bytes says that a middle part was left out.
 */
const STARTER_TEXT = compact(STARTER);
const WORKER_TEXT = encodeFormat(Buffer.from(`${compact(WORKER)}\n`));
const READER_TEXT = `printf '${WORKER_TEXT}' >"$k3_dir/worker"; echo $? >&3
${compact(READER)}
`;

export interface LoopOptions {
  /** Begins every mark. Scripts are not told. */
  readonly nonce: string;
  /** Names the directory on the host. */
  readonly token: string;
  /** The user the shell has become, whose home it then takes. Checked by `becomeCommand` to be a plain name. */
  readonly user?: string | undefined;
  /** The shell that runs the loop and the scripts; default `/bin/sh`. */
  readonly shell?: string | undefined;
}

/** What to send to LOADER; requests may follow at once. */
export function buildLoop({ nonce, token, user, shell = '/bin/sh' }: LoopOptions): string {
  const home = user ? `USER=${user} LOGNAME=${user} HOME=~${user}; export USER LOGNAME HOME\n` : '';
  const names = `k3_nonce=${nonce} k3_token=${token} k3_shell="${shell}"\n`;
  return `${encodeProgram(`${ENVIRONMENT}${home}${names}${STARTER_TEXT}`)}${READER_TEXT}`;
}
