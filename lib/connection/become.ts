import { randomBytes } from 'node:crypto';
import { K3Error } from '../core/errors.ts';
import type { Secret } from '../core/secret.ts';
import { interruptedError, lostError } from './failures.ts';
import { ENVIRONMENT, LOADER, encodeProgram } from './loader.ts';
import type { Pipe, Transport } from './pipe.ts';
import { printable } from './printable.ts';

const START_MS = 30_000;
const USER_NAME = /^[A-Za-z_][A-Za-z0-9_.-]*\$?$/;
const EXIT_NO_WAY = 97;
const EXIT_NO_USER = 96;

export interface BecomeOptions {
  /** Undefined is the login user. */
  readonly user: string | undefined;
  readonly password: Secret | undefined;
  /** The POSIX shell of the host; default `/bin/sh`. */
  readonly shell?: string | undefined;
  /** How long it may take; default 30 s. */
  readonly startMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Starts LOADER on the host with the rights of a user. Throws K3Error `become`, `lost`, `interrupted`. */
export async function openAs(transport: Transport, options: BecomeOptions): Promise<Pipe> {
  const { user, signal, shell = '/bin/sh' } = options;
  const command = `exec ${shell} -c '${LOADER}'`;
  if (user === undefined || user === transport.loginUser) return transport.open(command);
  const { host } = transport;
  if (!USER_NAME.test(user)) {
    throw becomeError('bad-user', `${host}: ${JSON.stringify(user)} is not a name a user can have`);
  }
  const pipe = await transport.open(command);
  const dialogue = new Dialogue({ ...options, user, pipe, host });
  pipe.stdin.write(encodeProgram(dialogue.program));
  const onAbort = (): void => dialogue.fail(interruptedError(host, `becoming ${user}`));
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) onAbort();
  try {
    await dialogue.outcome;
    return pipe;
  } catch (error) {
    pipe.destroy();
    throw error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}

interface DialogueOptions extends BecomeOptions {
  readonly user: string;
  readonly pipe: Pipe;
  readonly host: string;
}

/**
 * Talks to sudo until the new shell says that it is there. Judged by two nonces, the prompt's and the shell's,
 * and by exit codes; never by words, which are translated.
 */
class Dialogue {
  readonly outcome: Promise<void>;
  readonly program: string;
  readonly #options: DialogueOptions;
  readonly #prompt = `[${randomBytes(12).toString('hex')}]`;
  readonly #ready = randomBytes(12).toString('hex');
  #printed = '';
  #said = '';
  #prompts = 0;
  #settle: (error?: K3Error) => void = () => undefined;

  constructor(options: DialogueOptions) {
    this.#options = options;
    this.program = becomeProgram(options.user, { prompt: this.#prompt, ready: this.#ready });
    this.outcome = this.#listen();
  }

  fail(error: K3Error): void {
    this.#settle(error);
  }

  #listen(): Promise<void> {
    const { pipe, host, user } = this.#options;
    return new Promise((resolve, reject) => {
      const onPrinted = (chunk: Buffer): void => this.#hearStdout(chunk);
      const onSaid = (chunk: Buffer): void => this.#hearStderr(chunk);
      const timer = setTimeout(() => this.#settle(this.#timedOut()), this.#options.startMs ?? START_MS);
      this.#settle = (error) => {
        clearTimeout(timer);
        pipe.stdout.off('data', onPrinted).pause();
        pipe.stderr.off('data', onSaid);
        if (error) reject(error);
        else resolve();
      };
      pipe.stdout.on('data', onPrinted);
      pipe.stderr.on('data', onSaid);
      void pipe.ended.then((code) => this.#settle(endedError(host, user, { code, said: this.#words() })));
    });
  }

  #hearStdout(chunk: Buffer): void {
    this.#printed = (this.#printed + chunk.toString('latin1')).slice(-4096);
    if (this.#printed.includes(this.#ready)) this.#settle();
  }

  #hearStderr(chunk: Buffer): void {
    this.#said = (this.#said + chunk.toString('utf8')).slice(-8192);
    while (this.#said.includes(this.#prompt)) {
      this.#said = this.#said.replace(this.#prompt, '');
      this.#prompts += 1;
      this.#answer();
    }
  }

  #answer(): void {
    const { pipe, host, user, password } = this.#options;
    if (password === undefined) {
      const message = `${host}: sudo wants a password to become ${user}, and none is set`;
      const hint = 'set become_password, or allow it without a password in sudoers (NOPASSWD)';
      this.#settle(becomeError('password-missing', message, hint));
    } else if (this.#prompts > 1) {
      this.#settle(
        becomeError('wrong-password', `${host}: sudo did not accept the password to become ${user}`),
      );
    } else {
      pipe.stdin.write(`${password.reveal()}\n`);
    }
  }

  #timedOut(): K3Error {
    const { host, user, startMs = START_MS } = this.#options;
    const message = `${host}: sudo did not make a shell for ${user} within ${startMs / 1000} s${this.#words()}`;
    return becomeError(
      'become-timeout',
      message,
      'slow name lookup (DNS, LDAP) on the host is the usual cause',
    );
  }

  #words(): string {
    const said = printable(this.#said);
    return said ? `; it said: ${said}` : '';
  }
}

function endedError(host: string, user: string, end: { code: number | undefined; said: string }): K3Error {
  if (end.code === undefined) return lostError(host);
  if (end.code === EXIT_NO_USER)
    return becomeError('no-such-user', `${host}: there is no user ${user} on the host`);
  if (end.code === EXIT_NO_WAY) {
    return becomeError(
      'sudo-missing',
      `${host}: sudo is not installed, so the login user cannot become ${user}`,
    );
  }
  const message = `${host}: sudo refused to make a shell for ${user} (exit code ${end.code})${end.said}`;
  return becomeError(
    'become-refused',
    message,
    'look at the rules for the login user in sudoers on the host',
  );
}

function becomeError(what: string, message: string, hint?: string): K3Error {
  return new K3Error(message, { kind: 'become', code: `connection/${what}`, hint });
}

/** Root needs no sudo to become another. The nonces are hex and the user is a plain name: nothing wants quoting. */
function becomeProgram(user: string, { prompt, ready }: { prompt: string; ready: string }): string {
  const shell = `/bin/sh -c 'echo ${ready}; ${LOADER}'`;
  return `${ENVIRONMENT}
id -u ${user} >/dev/null 2>&1 || exit ${EXIT_NO_USER}
if command -v sudo >/dev/null 2>&1; then exec sudo -H -S -p '${prompt}' -u ${user} -- ${shell}; fi
if [ "$(id -u)" = 0 ]; then
  if command -v runuser >/dev/null 2>&1; then exec runuser -u ${user} -- ${shell}; fi
  if command -v su >/dev/null 2>&1; then exec su -s /bin/sh -c ${shell.slice('/bin/sh -c '.length)} ${user}; fi
fi
exit ${EXIT_NO_WAY}
`;
}
