import type { AnyAuthMethod, AuthenticationType, NextAuthHandler, ParsedKey } from 'ssh2';
import { K3Error, messageOf } from '../../core/errors.ts';
import { printable } from '../printable.ts';
import { narrowAgent, readAgentKeys } from './agent.ts';
import type { Hop } from './hops.ts';
import type { Ssh2 } from './library.ts';
import { type KeyFile, missingKeyError } from './private-key.ts';

interface Attempt {
  /** `key ~/.ssh/id_ed25519`, for messages. */
  readonly label: string;
  readonly method: AnyAuthMethod;
}

/**
 * Proves who we are to one hop: offers one way after another, each once, of those that the host accepts, and
 * remembers what was tried for the message.
 */
export class Authentication {
  readonly #hop: Hop;
  readonly #notes: readonly string[];
  readonly #waiting: Attempt[];
  readonly #tried: string[] = [];
  #accepted: readonly string[] = [];
  #exhausted = false;

  private constructor(hop: Hop, plan: AttemptPlan) {
    this.#hop = hop;
    this.#waiting = [...plan.attempts];
    this.#notes = plan.notes;
  }

  /** Reads keys and asks the agent. Throws K3Error `auth` where a key that is asked for cannot be used. */
  static async prepare(hop: Hop, ssh2: Ssh2): Promise<Authentication> {
    return new Authentication(hop, await planAttempts(hop, ssh2));
  }

  /** Nothing is left to try. Errors of ssh2's before this are of one way only. */
  get exhausted(): boolean {
    return this.#exhausted;
  }

  /** For ssh2's `authHandler`. */
  next(left: readonly AuthenticationType[] | null, partial: boolean | null, done: NextAuthHandler): void {
    if (left) this.#accepted = left;
    if (partial) this.#tried.push('(accepted, and the host wants more)');
    const index = this.#waiting.findIndex(({ method }) => isAccepted(method, left));
    const [attempt] = index < 0 ? [] : this.#waiting.splice(index, 1);
    if (attempt) this.#tried.push(attempt.label);
    else this.#exhausted = true;
    // ssh2 takes `false` for "nothing left to try"; its types do not say so.
    done(attempt?.method ?? (false as unknown as AnyAuthMethod));
  }

  explainFailure(cause: unknown): K3Error {
    const { name, user, address } = this.#hop;
    const tried = this.#tried.length > 0 ? `tried ${this.#tried.join(', ')}` : 'there was nothing to try';
    const accepted = this.#accepted.length > 0 ? `; the host accepts ${this.#accepted.join(', ')}` : '';
    const said = this.#exhausted || cause === undefined ? [] : [`it said: ${printable(messageOf(cause))}`];
    const notes = [...said, ...this.#notes].map((note) => `; ${note}`).join('');
    return new K3Error(`${name}: ${address} did not let in user "${user}": ${tried}${accepted}${notes}`, {
      kind: 'auth',
      code: 'connection/auth',
      cause,
      hint: 'set `user` and `key` (or `password`) for this host, and see that the key is in its authorized_keys',
    });
  }
}

function isAccepted({ type }: AnyAuthMethod, left: readonly AuthenticationType[] | null): boolean {
  return left === null || left.includes(type === 'agent' ? 'publickey' : type);
}

interface AttemptPlan {
  readonly attempts: readonly Attempt[];
  /** Why a way that might be expected is not tried. */
  readonly notes: readonly string[];
}

async function planAttempts(hop: Hop, ssh2: Ssh2): Promise<AttemptPlan> {
  const { sshFiles, keys, passphrase } = hop;
  const read = (paths: readonly string[]): readonly KeyFile[] =>
    paths.map((path) => sshFiles.key(path, { passphrase, ssh2 })).filter((file) => file !== undefined);
  const first = read(keys.wanted === undefined ? keys.configured : [keys.wanted]);
  const defaults = read(keys.defaults);
  if (keys.wanted !== undefined && first.length === 0) throw ofHop(hop, missingKeyError(keys.wanted));
  const agent = await planAgent(hop, [...first, ...defaults], ssh2);
  const [wanted] = keys.wanted === undefined ? [] : first;
  if (wanted && wanted.kind !== 'usable' && !(wanted.kind === 'locked' && agent.attempts.length > 0))
    throw ofHop(hop, wanted.error);
  const unused = [...first, ...defaults].flatMap((file) =>
    file.kind === 'usable' ? [] : [file.error.message],
  );
  return {
    attempts: [
      ...first.flatMap((file) => planKey(hop, file)),
      ...agent.attempts,
      ...defaults.flatMap((file) => planKey(hop, file)),
      ...planPassword(hop),
    ],
    notes: [...unused, ...agent.notes],
  };
}

function ofHop({ name }: Hop, { kind, code, hint, message, cause }: K3Error): K3Error {
  return new K3Error(`${name}: ${message}`, { kind, code, hint, cause });
}

function planKey({ user }: Hop, file: KeyFile): readonly Attempt[] {
  if (file.kind !== 'usable') return [];
  return [{ label: `key ${file.path}`, method: { type: 'publickey', username: user, key: file.key } }];
}

async function planAgent(
  { user, agentSocket, keys }: Hop,
  files: readonly KeyFile[],
  ssh2: Ssh2,
): Promise<AttemptPlan> {
  if (agentSocket === undefined || agentSocket === '') return { attempts: [], notes: [] };
  const held = await readAgentKeys(ssh2, agentSocket);
  if (!held) return { attempts: [], notes: [`the ssh agent at ${agentSocket} does not answer`] };
  const offered = keys.onlyNamed ? held.filter((key) => files.some((file) => isLocked(file, key))) : held;
  if (offered.length === 0) return { attempts: [], notes: [] };
  const label = `the agent (${offered.length} ${offered.length === 1 ? 'key' : 'keys'})`;
  const agent = narrowAgent(ssh2, agentSocket, offered);
  return { attempts: [{ label, method: { type: 'agent', username: user, agent } }], notes: [] };
}

function isLocked(file: KeyFile, key: ParsedKey): boolean {
  return file.kind === 'locked' && file.publicBlob?.equals(key.getPublicSSH()) === true;
}

function planPassword({ user, password }: Hop): readonly Attempt[] {
  if (password === undefined) return [];
  const text = password.reveal();
  return [
    { label: 'password', method: { type: 'password', username: user, password: text } },
    {
      label: 'keyboard-interactive',
      method: {
        type: 'keyboard-interactive',
        username: user,
        prompt: (...[, , , prompts, finish]) => finish(prompts.map(({ echo }) => (echo ? '' : text))),
      },
    },
  ];
}
