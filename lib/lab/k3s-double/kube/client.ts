import { Agent, request } from 'node:https';

export interface ClientOptions {
  /** Such as `https://127.0.0.1:6443`. */
  readonly url: string;
  /** Without one, whatever certificate the server shows is taken. */
  readonly ca?: string;
  readonly certificate?: string;
  readonly key?: string;
  readonly basic?: { readonly user: string; readonly password: string };
  readonly timeoutMs?: number;
}

export interface Reply {
  readonly status: number;
  readonly reason: string;
  readonly body: string;
}

export interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** An HTTPS client for one server, with one kept connection. */
export class KubeClient {
  readonly #agent: Agent;
  readonly #options: ClientOptions;

  constructor(options: ClientOptions) {
    const { ca, certificate: cert, key } = options;
    this.#options = options;
    this.#agent = new Agent({
      keepAlive: true,
      maxSockets: 1,
      rejectUnauthorized: ca !== undefined,
      ...(ca !== undefined && { ca }),
      ...(cert !== undefined && { cert, key }),
    });
  }

  /** Any answer of the server's, whatever its status; throws when there is none. */
  async call(path: string, { method = 'GET', headers = {}, body }: Call = {}): Promise<Reply> {
    const { basic, timeoutMs = 10_000 } = this.#options;
    const text = body === undefined ? undefined : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const outgoing = request(
        new URL(path, this.#options.url),
        {
          agent: this.#agent,
          method,
          headers: { ...headers, ...(text !== undefined && { 'content-type': 'application/json' }) },
          ...(basic && { auth: `${basic.user}:${basic.password}` }),
          timeout: timeoutMs,
        },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('error', reject);
          incoming.on('end', () =>
            resolve({
              status: incoming.statusCode ?? 0,
              reason: incoming.statusMessage ?? '',
              body: Buffer.concat(chunks).toString(),
            }),
          );
        },
      );
      outgoing.on('timeout', () =>
        outgoing.destroy(new Error('net/http: request canceled (Client.Timeout exceeded)')),
      );
      outgoing.on('error', reject);
      outgoing.end(text);
    });
  }

  /** Lets go of the kept connection, so that a process may end. */
  close(): void {
    this.#agent.destroy();
  }
}
