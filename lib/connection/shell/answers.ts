/** A line of the shell's own, `nonce word word…`, or bytes of the part that the last such line began. */
export type Piece =
  | { readonly kind: 'mark'; readonly words: readonly string[] }
  | { readonly kind: 'bytes'; readonly bytes: Buffer };

const LONGEST_MARK = 512;

/**
 * Parts what a shell prints into its marks and the bytes between them. A mark begins with a nonce that no
 * script is told, so nothing a script prints is taken for one. Bounded: an endless mark is an error.
 */
export class AnswerParser {
  readonly #nonce: Buffer;
  #rest: Buffer = Buffer.alloc(0);

  constructor(nonce: string) {
    this.#nonce = Buffer.from(nonce);
  }

  /** The pieces that are complete; throws RangeError where a mark has no end. */
  push(chunk: Buffer): readonly Piece[] {
    const pieces: Piece[] = [];
    let data = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    for (;;) {
      const start = data.indexOf(this.#nonce);
      // The last bytes may be the beginning of a nonce.
      const sure = start < 0 ? Math.max(0, data.length - this.#nonce.length + 1) : start;
      if (sure > 0) pieces.push({ kind: 'bytes', bytes: data.subarray(0, sure) });
      data = data.subarray(sure);
      const end = start < 0 ? -1 : data.indexOf(0x0a);
      if (end > LONGEST_MARK || (end < 0 && data.length > LONGEST_MARK)) {
        throw new RangeError('a mark without an end');
      }
      if (end < 0) break;
      const words = data.subarray(this.#nonce.length, end).toString('latin1').trim().split(' ');
      pieces.push({ kind: 'mark', words });
      data = data.subarray(end + 1);
    }
    this.#rest = Buffer.from(data);
    return pieces;
  }
}
