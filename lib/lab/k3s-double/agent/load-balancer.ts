import { connect, createServer, type Socket } from 'node:net';
import { listen } from '../listen.ts';
import { log } from '../log.ts';
import { readOptional, writePrivate } from '../private-file.ts';

const DIAL_MS = 2000;

interface State {
  readonly ServerURL: string;
  readonly ServerAddresses: readonly string[];
}

/**
 * The agent's own way to the servers: a port on 127.0.0.1 that leads to any server that answers.
 * It begins with the registration address and goes on with the servers it learns of, which it remembers.
 */
export class LoadBalancer {
  readonly #stateFile: string;
  readonly #serverUrl: string;
  readonly #fallback: string;
  #addresses: readonly string[];

  constructor(stateFile: string, serverUrl: string) {
    this.#stateFile = stateFile;
    this.#serverUrl = serverUrl;
    this.#fallback = addressOf(serverUrl);
    const known = this.#recall();
    this.#addresses = known ?? [this.#fallback];
    if (!known) this.#remember();
  }

  async listen(port: number): Promise<void> {
    const server = createServer((client) => void this.#serve(client));
    await listen(server, { port, host: '127.0.0.1' }, 'Error starting load balancer');
    log.info(
      `Running load balancer k3s-agent-load-balancer 127.0.0.1:${port} -> [${this.#addresses.join(' ')}]`,
    );
  }

  /** Keeps to just these servers from now on; an empty list is no news. */
  update(addresses: readonly string[]): void {
    const known = new Set(this.#addresses);
    const same = addresses.length === known.size && addresses.every((address) => known.has(address));
    if (addresses.length === 0 || same) return;
    this.#addresses = addresses;
    log.info(`Updating load balancer k3s-agent-load-balancer server addresses -> [${addresses.join(' ')}]`);
    this.#remember();
  }

  #recall(): readonly string[] | undefined {
    const text = readOptional(this.#stateFile);
    const state = text === undefined ? undefined : parseState(text);
    return state?.ServerURL === this.#serverUrl && state.ServerAddresses.length > 0
      ? state.ServerAddresses
      : undefined;
  }

  #remember(): void {
    const state = { ServerURL: this.#serverUrl, ServerAddresses: this.#addresses, Listener: null };
    writePrivate(this.#stateFile, `${JSON.stringify(state, null, 2)}\n`);
  }

  async #serve(client: Socket): Promise<void> {
    client.on('error', () => client.destroy());
    for (const address of new Set([...this.#addresses, this.#fallback])) {
      const server = await dial(address);
      if (!server) continue;
      this.#prefer(address);
      server.on('error', () => client.destroy());
      client.on('close', () => server.destroy());
      server.on('close', () => client.destroy());
      client.pipe(server).pipe(client);
      return;
    }
    client.destroy();
  }

  /** The server that answered is asked first from now on. */
  #prefer(address: string): void {
    if (!this.#addresses.includes(address)) return;
    this.#addresses = [address, ...this.#addresses.filter((other) => other !== address)];
  }
}

async function dial(address: string): Promise<Socket | undefined> {
  const { hostname, port } = new URL(`tcp://${address}`);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) });
    const give = (result: Socket | undefined) => (): void => {
      socket.setTimeout(0);
      socket.removeAllListeners();
      if (!result) socket.destroy();
      resolve(result);
    };
    socket.setTimeout(DIAL_MS, give(undefined));
    socket.once('error', give(undefined));
    socket.once('connect', give(socket));
  });
}

function addressOf(url: string): string {
  const { hostname, port } = new URL(url);
  return `${hostname}:${port || '443'}`;
}

function parseState(text: string): State | undefined {
  try {
    return JSON.parse(text) as State;
  } catch {
    return undefined;
  }
}
