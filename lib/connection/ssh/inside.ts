import type { Client, ParsedKey } from 'ssh2';

/** What ssh2 keeps from `connect` on and has no options for: how it answers messages, and asks to be let in. */
interface Inside {
  readonly _protocol?: {
    readonly _handlers?: { GLOBAL_REQUEST?: AnswerGlobalRequest };
    authPK?: AskByKey;
  };
}

type AnswerGlobalRequest = (protocol: unknown, name: string, ...rest: readonly unknown[]) => void;

/** Without `sign`, only whether the key would do. */
type AskByKey = (
  ...request: [user: string, key: ParsedKey, algorithm: string | undefined, sign?: Sign]
) => void;

type Sign = (data: Buffer, done: (signature: Buffer) => void) => void;

/** Of keys, only those of RSA sign in several ways. */
const RSA_HASHES: Readonly<Record<string, string>> = {
  'rsa-sha2-256': 'sha256',
  'rsa-sha2-512': 'sha512',
  'ssh-rsa': 'sha1',
};

/**
 * After a login sshd names all its keys, for clients that note them for later. ssh2 has it prove each, signature by
 * signature, and has no option not to; nobody here notes any. To ssh2 it is a request that it does not know.
 */
export function passOverFurtherKeys(client: Client): void {
  const handlers = (client as unknown as Inside)._protocol?._handlers;
  const answer = handlers?.GLOBAL_REQUEST;
  if (!answer) return;
  handlers.GLOBAL_REQUEST = (protocol, name, ...rest) =>
    answer(protocol, name === 'hostkeys-00@openssh.com' ? '' : name, ...rest);
}

/**
 * ssh2 asks whether a key would do, and signs once the host says so. A key that we hold signs at once: that is a
 * round trip less, and the host looks the key up one time. The agent still is asked only for keys that will do.
 */
export function signAtOnce(client: Client): void {
  const protocol = (client as unknown as Inside)._protocol;
  const ask = protocol?.authPK?.bind(protocol);
  if (!protocol || !ask) return;
  protocol.authPK = (...request) => {
    const [user, key, algorithm, sign] = request;
    if (sign || !key.isPrivateKey()) return ask(...request);
    ask(user, key, algorithm, (data, done) => {
      const signature: Buffer | Error = key.sign(data, RSA_HASHES[algorithm ?? '']);
      // What is wrong with the key ssh2 tells where it would have signed.
      if (signature instanceof Error) ask(user, key, algorithm);
      else done(signature);
    });
  };
}
