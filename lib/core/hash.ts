import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

const PIECE_BYTES = 1024 * 1024;

export interface HashOptions {
  readonly signal?: AbortSignal | undefined;
  /** Hears how many bytes were read, piece by piece. */
  readonly onRead?: ((bytes: number) => void) | undefined;
}

/** The sha256 of bytes or of a text in UTF-8, lower-case hex. */
export function hashBytes(bytes: Buffer | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * The sha256 of a file of this machine, lower-case hex, by way of two pieces of memory that take turns: one is filled while
 * the other is hashed.
 */
export async function hashFile(path: string, { signal, onRead }: HashOptions = {}): Promise<string> {
  const hash = createHash('sha256');
  let [filled, free] = [Buffer.allocUnsafeSlow(PIECE_BYTES), Buffer.allocUnsafeSlow(PIECE_BYTES)];
  const file = await open(path);
  try {
    let reading = file.read(filled, 0, PIECE_BYTES);
    for (;;) {
      const { bytesRead } = await reading;
      if (bytesRead === 0) return hash.digest('hex');
      signal?.throwIfAborted();
      onRead?.(bytesRead);
      reading = file.read(free, 0, PIECE_BYTES);
      hash.update(filled.subarray(0, bytesRead));
      [filled, free] = [free, filled];
    }
  } finally {
    await file.close();
  }
}
