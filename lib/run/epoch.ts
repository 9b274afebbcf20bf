/**
 * Counts what may have changed the answer to a read: on one machine, or anywhere in the run. An answer holds
 * while the count is what it was when the read was asked.
 */
export class Epoch {
  #count = 0;
  #held = 0;

  get count(): number {
    return this.#count;
  }

  advance(): void {
    this.#count += 1;
  }

  /** Whether something goes on that may change it at any moment: no answer holds until that has ended. */
  get isHeld(): boolean {
    return this.#held > 0;
  }

  hold(): void {
    this.#held += 1;
  }

  release(): void {
    this.#held -= 1;
    this.advance();
  }
}

/** What a run shares to tell whether something known is still so. */
export interface Epochs {
  /** Steps and waits, on any host. */
  readonly steps: Epoch;
  /** Values set and registered, of any host. */
  readonly values: Epoch;
}

export function createEpochs(): Epochs {
  return { steps: new Epoch(), values: new Epoch() };
}
