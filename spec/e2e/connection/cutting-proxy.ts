import { once } from 'node:events';
import { type Server, type Socket, connect, createServer } from 'node:net';

/** `drop` ends all connections as a crash does; `silence` lets them stand and carries nothing more. */
export type CutKind = 'drop' | 'silence';
/** `up` is from k3play to sshd. */
export type Direction = 'up' | 'down';

export interface Cut {
  readonly kind: CutKind;
  readonly direction: Direction;
  /** How many more bytes pass in that direction, of those that are yet to come. */
  readonly afterBytes: number;
}

/** A link to a port of this machine that can be cut at any byte, with all connections that go over it. */
export class CuttingProxy {
  readonly passed: Record<Direction, number> = { up: 0, down: 0 };
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #cut: { readonly kind: CutKind; readonly direction: Direction; readonly at: number } | undefined;
  #isCut = false;

  private constructor(target: number) {
    this.#server = createServer((near) => {
      const far = connect(target, '127.0.0.1');
      this.#carry(near, far, 'up');
      this.#carry(far, near, 'down');
      if (this.#isCut) this.#carryOut();
    });
  }

  static async start(target: number): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(target);
    await once(proxy.#server.listen(0, '127.0.0.1'), 'listening');
    return proxy;
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy does not listen');
    return address.port;
  }

  plan({ kind, direction, afterBytes }: Cut): void {
    this.#cut = { kind, direction, at: this.passed[direction] + afterBytes };
  }

  stop(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #carry(from: Socket, to: Socket, direction: Direction): void {
    this.#sockets.add(from);
    from.setNoDelay(true);
    from.on('error', () => undefined);
    from.on('data', (chunk: Buffer) => this.#pass(chunk, to, direction));
    from.on('end', () => {
      if (!this.#isCut) to.end();
    });
    from.on('close', () => {
      this.#sockets.delete(from);
      if (!this.#isCut) to.end();
    });
  }

  #pass(chunk: Buffer, to: Socket, direction: Direction): void {
    if (this.#isCut) return;
    const room = this.#cut?.direction === direction ? this.#cut.at - this.passed[direction] : Infinity;
    const part = chunk.subarray(0, room);
    this.passed[direction] += part.length;
    if (chunk.length <= room) to.write(part);
    else to.write(part, () => this.#carryOut());
    if (chunk.length > room) this.#isCut = true;
  }

  #carryOut(): void {
    if (this.#cut?.kind === 'drop') for (const socket of this.#sockets) socket.destroy();
  }
}
