const NOTHING = Buffer.alloc(0);

/** Keeps the head and the tail of a stream within a limit, and drops the middle. */
export class Capture {
  readonly #headLimit: number;
  readonly #tailLimit: number;
  readonly #head: Buffer[] = [];
  readonly #tail: Buffer[] = [];
  #headBytes = 0;
  #tailBytes = 0;
  #truncated = false;

  constructor(maxBytes: number) {
    this.#headLimit = Math.ceil(maxBytes / 2);
    this.#tailLimit = Math.floor(maxBytes / 2);
  }

  get truncated(): boolean {
    return this.#truncated;
  }

  push(chunk: Buffer): void {
    const room = this.#headLimit - this.#headBytes;
    const head = chunk.subarray(0, room);
    if (head.length > 0) {
      this.#head.push(head);
      this.#headBytes += head.length;
    }
    const rest = chunk.subarray(head.length);
    if (rest.length === 0) return;
    this.#tail.push(rest);
    this.#tailBytes += rest.length;
    this.#trim();
  }

  /** Notes that bytes are missing here: what comes next is the tail. */
  skip(): void {
    this.#truncated = true;
  }

  bytes(): Buffer {
    if (this.#headBytes === 0) return NOTHING;
    return Buffer.concat([...this.#head, ...this.#tail]);
  }

  #trim(): void {
    let excess = this.#tailBytes - this.#tailLimit;
    if (excess > 0) this.#truncated = true;
    while (excess > 0) {
      const first = this.#tail[0] ?? Buffer.alloc(0);
      if (first.length > excess) this.#tail[0] = first.subarray(excess);
      else this.#tail.shift();
      const dropped = Math.min(excess, first.length);
      this.#tailBytes -= dropped;
      excess -= dropped;
    }
  }
}
