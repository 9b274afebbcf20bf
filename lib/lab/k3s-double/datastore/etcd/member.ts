import { Agent as PlainAgent, request as requestPlain, type IncomingMessage } from 'node:http';
import { Agent as TlsAgent, request as requestTls } from 'node:https';
import { codeOf, describeRefusal, messageOf } from '../dial.ts';
import type { TlsFiles } from '../tls-files.ts';
import { checkServerName, describeTlsFailure } from '../x509.ts';

/** So that a member that is cut off is passed over well before a server gives its datastore up. */
const TIMEOUT_MS = 2000;
const NOT_TO_BE_HAD = 500;
const NO_GATEWAY = 404;
const GATEWAY = 'this is a test double of K3s: it asks etcd by its JSON gateway';

/**
 * How far a call came: `unsent` never left us, `unsure` may have been heard, `refused` was answered and would
 * be answered so by every member.
 */
export type Fate = 'unsent' | 'unsure' | 'refused';

export class EtcdFailure extends Error {
  override readonly name = 'EtcdFailure';
  readonly fate: Fate;

  constructor(fate: Fate, message: string) {
    super(message);
    this.fate = fate;
  }
}

/** One member of an etcd cluster, asked by the JSON form of its gRPC API. */
export class EtcdMember {
  readonly url: string;
  readonly #agent: PlainAgent;

  constructor(url: string, tls: TlsFiles) {
    this.url = url;
    this.#agent = this.#isTls()
      ? new TlsAgent({ keepAlive: true, ...tls, checkServerIdentity: checkServerName })
      : new PlainAgent({ keepAlive: true });
  }

  async call(path: string, body: object): Promise<unknown> {
    const { status, text } = await this.#post(path, JSON.stringify(body));
    if (status === 200) return JSON.parse(text);
    throw new EtcdFailure(status >= NOT_TO_BE_HAD ? 'unsure' : 'refused', this.#describeAnswer(status, text));
  }

  #isTls(): boolean {
    return this.url.startsWith('https:');
  }

  async #post(path: string, text: string): Promise<{ readonly status: number; readonly text: string }> {
    const progress = { isSent: false };
    const markSent = (): void => void (progress.isSent = true);
    return new Promise((resolve, reject) => {
      const fail = (error: unknown): void => reject(this.#describe(error, progress.isSent));
      const request = this.#isTls() ? requestTls : requestPlain;
      const outgoing = request(
        new URL(path, this.url),
        { agent: this.#agent, method: 'POST', signal: AbortSignal.timeout(TIMEOUT_MS) },
        (incoming) => {
          readAll(incoming).then((read) => resolve({ status: incoming.statusCode ?? 0, text: read }), fail);
        },
      );
      outgoing.on('socket', (socket) => {
        if (outgoing.reusedSocket) markSent();
        else socket.once(this.#isTls() ? 'secureConnect' : 'connect', markSent);
      });
      outgoing.on('error', fail);
      outgoing.end(text);
    });
  }

  /** K3s needs no gateway: where only the gateway is at fault, it must not look as if etcd were. */
  #describeAnswer(status: number, text: string): string {
    if (status === NO_GATEWAY) return `${GATEWAY}, which is off at ${this.url} (enable-grpc-gateway: true)`;
    const error = parseError(text);
    return status < NOT_TO_BE_HAD || !this.#isTls() || error.startsWith('etcdserver:')
      ? error
      : `${GATEWAY}, which failed at ${this.url}: ${error} (is the certificate of etcd good for clients too, clientAuth?)`;
  }

  #describe(error: unknown, isSent: boolean): EtcdFailure {
    const isLate = codeOf(error) === 'ABORT_ERR';
    if (isLate && isSent)
      return new EtcdFailure('unsure', 'rpc error: code = DeadlineExceeded desc = context deadline exceeded');
    const handshake = describeTlsFailure(error);
    const refusal = isLate ? 'i/o timeout' : describeRefusal(error);
    const { hostname, port } = new URL(this.url);
    const reason =
      handshake !== undefined
        ? `authentication handshake failed: ${handshake}`
        : refusal !== undefined
          ? `Error while dialing: dial tcp ${hostname}:${port}: ${refusal}`
          : messageOf(error);
    return new EtcdFailure(
      isSent ? 'unsure' : 'unsent',
      `rpc error: code = Unavailable desc = connection error: desc = "transport: ${reason}"`,
    );
  }
}

async function readAll(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** The text of etcd's own refusals; anything else is told as it came. */
function parseError(text: string): string {
  try {
    const { error } = JSON.parse(text) as { readonly error?: unknown };
    if (typeof error === 'string') return error;
  } catch {
    // Not of etcd's gateway.
  }
  return text.trim();
}
